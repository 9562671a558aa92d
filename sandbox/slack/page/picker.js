/** The emoji picker: a search field over a small grid, all of it by keyboard. */

import { h } from "./dom.js";
import { drawn, search } from "./emoji.js";
import { float } from "./menu.js";

const COLUMNS = 6;

/** @param {HTMLElement} anchor @param {(name: string) => void} choose */
export function openPicker(anchor, choose) {
  const grid = h("div", { class: "picker__grid", role: "listbox", "aria-label": "Emoji" });
  const note = h("p", { class: "picker__note", role: "status" });
  const field = h("input", {
    class: "picker__search",
    type: "search",
    placeholder: "Search: extend, again, cancel …",
    "aria-label": "Search emoji",
    autocomplete: "off",
  });
  const node = h("div", { class: "picker", role: "dialog", "aria-label": "Pick a reaction" }, field, grid, note);
  const pick = (/** @type {string} */ name) => {
    close();
    choose(name);
  };
  const fill = () => {
    const found = search(field.value);
    grid.replaceChildren(...found.map((emoji) => cell(emoji, pick, (text) => (note.textContent = text))));
    note.textContent = found.length ? `:${found[0].name}:` : "No emoji by that name here.";
  };
  fill();
  field.addEventListener("input", fill);
  node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => move(event, field, grid));
  const close = float(anchor, node);
  field.focus();
}

/**
 * @param {import("./emoji.js").Emoji} emoji
 * @param {(name: string) => void} pick
 * @param {(text: string) => void} tell
 * @returns {HTMLElement}
 */
function cell(emoji, pick, tell) {
  const name = () => tell(`:${emoji.name}:`);
  const attributes = {
    type: "button",
    role: "option",
    class: "picker__cell",
    tabindex: "-1",
    "aria-selected": "false",
    "aria-label": emoji.name.replaceAll("_", " "),
    title: `:${emoji.name}:`,
    "data-emoji-choice": emoji.name,
  };
  return h(
    "button",
    { ...attributes, on: { click: () => pick(emoji.name), focus: name, mouseenter: name } },
    drawn(emoji, true),
  );
}

/**
 * Arrows walk the grid, Enter in the field takes the first.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} field
 * @param {HTMLElement} grid
 */
function move(event, field, grid) {
  const cells = /** @type {HTMLElement[]} */ ([...grid.children]);
  const at = cells.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (at < 0) {
    if (event.key === "ArrowDown") cells[0]?.focus();
    else if (event.key === "Enter") cells[0]?.click();
    else return;
    event.preventDefault();
    return;
  }
  const to = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + COLUMNS,
    ArrowUp: at - COLUMNS,
    Home: 0,
    End: cells.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  (to < 0 ? field : cells[Math.min(to, cells.length - 1)]).focus();
}
