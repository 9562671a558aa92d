/** Files dragged onto a pane are shared there. */

import { h } from "./dom.js";

/** @param {HTMLElement} pane @param {string} title @param {(files: FileList) => void} share */
export function acceptDrops(pane, title, share) {
  const veil = h("div", { class: "drop", "aria-hidden": "true", hidden: true }, h("p", {}, `Share in ${title}`));
  let depth = 0;
  const show = (/** @type {boolean} */ on) => {
    if (!on) depth = 0;
    veil.hidden = !on;
  };
  const carries = (/** @type {DragEvent} */ event) => Boolean(event.dataTransfer?.types.includes("Files"));
  pane.append(veil);
  pane.addEventListener("dragenter", (event) => carries(event) && (depth += 1) && show(true));
  pane.addEventListener("dragleave", () => (depth -= 1) <= 0 && show(false));
  pane.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  pane.addEventListener("drop", (event) => {
    show(false);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    share(event.dataTransfer.files);
  });
}
