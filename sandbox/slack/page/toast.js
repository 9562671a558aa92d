/** What went wrong, said once at the foot of the page and put away by hand or after a while. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAYS_MS = 9000;

/** @returns {{node: HTMLElement, show: (words: string) => void}} */
export function toaster() {
  const node = h("div", { class: "toasts", role: "alert" });
  const show = (/** @type {string} */ words) => {
    const close = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Put away", on: { click: () => toast.remove() } },
      icon("close"),
    );
    const toast = h("div", { class: "toast" }, h("span", {}, words), close);
    node.replaceChildren(toast);
    setTimeout(() => toast.remove(), STAYS_MS);
  };
  return { node, show };
}
