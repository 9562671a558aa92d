/** The window's title: where one is, and whether something is new elsewhere. */

/** @param {import("./types.js").State} state @returns {string} */
export function title(state) {
  const channel = state.world.channels.find((one) => one.id === state.route.channel);
  const news = Object.values(state.unread).some(Boolean) ? "● " : "";
  const where = channel ? `${channel.kind === "im" ? state.world.bot.name : `#${channel.name}`} · ` : "";
  return `${news}${where}bgm sandbox`;
}
