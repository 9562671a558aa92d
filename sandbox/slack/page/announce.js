/** Words for those who listen instead of looking: one polite and one urgent live region. */

import { h, say } from "./dom.js";
import { gist } from "./gist.js";

/** @returns {{node: HTMLElement, politely: (words: string) => void, urgently: (words: string) => void}} */
export function announcer() {
  const calm = h("div", { role: "status", "aria-live": "polite" });
  const urgent = h("div", { role: "alert", "aria-live": "assertive" });
  return {
    node: h("div", { class: "unseen" }, calm, urgent),
    politely: (words) => say(calm, words),
    urgently: (words) => say(urgent, words),
  };
}

/**
 * New words from others are read out; edits of a card are not, they would never stop.
 * @param {import("./page.js").Page} page
 * @returns {(state: import("./types.js").State) => void}
 */
export function reader(page) {
  let last = "";
  return (state) => {
    const { channel } = state.route;
    if (!state.loaded[channel]) return;
    const known = Object.values(state.messages[channel] ?? {});
    const newest = known.reduce((a, b) => (a && Number(a.ts) > Number(b.ts) ? a : b), known[0]);
    const now = `${channel} ${newest?.ts ?? ""}`;
    const fresh = last.startsWith(`${channel} `) && last !== now;
    last = now;
    if (fresh && newest && newest.user !== state.world.me)
      page.tell(`${page.names.userName(newest.user)}: ${gist(newest)}`);
  };
}
