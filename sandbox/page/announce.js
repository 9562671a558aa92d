/** Words for those who listen instead of looking: one polite and one urgent live region. */

import { h, say } from "./dom.js";

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
