/** What every part of the page is given: the state to read, the things a person can do, names, and a voice. */

/**
 * @typedef {object} Page
 * @property {() => import("./types.js").State} state
 * @property {import("./types.js").Act} act
 * @property {import("./mrkdwn_view.js").Names} names
 * @property {ReturnType<typeof import("./memory.js").openMemory>} memory
 * @property {(words: string) => void} fail say what went wrong
 * @property {(words: string) => void} tell say something quietly, for those who listen
 */

/**
 * Names read from the state at the time they are asked for.
 * @param {() => import("./types.js").State} state
 * @returns {import("./mrkdwn_view.js").Names}
 */
export function namesOf(state) {
  return {
    userName: (id) => {
      const user = state().world.users.find((one) => one.id === id);
      return user ? user.real_name || user.name : "";
    },
    channelName: (id) => state().world.channels.find((one) => one.id === id)?.name ?? "",
    get me() {
      return state().world.me;
    },
  };
}

/**
 * How a conversation is called: "#video", or the bot's name for a direct message.
 * @param {Page} page
 * @param {import("./types.js").Channel|undefined} channel
 */
export function channelTitle(page, channel) {
  if (!channel) return "";
  return channel.kind === "im" ? page.state().world.bot.name : `#${channel.name}`;
}
