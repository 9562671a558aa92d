/** A small menu beside a control: arrows move, Enter chooses, Esc closes and gives the focus back. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @typedef {{label: string, hint?: string, icon?: string, danger?: boolean, checked?: boolean, run: () => void}} Item
 */

/**
 * Put a floating node beside `anchor`, in the top layer, inside the anchor's dialog where it stands in one.
 * @param {HTMLElement} anchor @param {HTMLElement} node @param {() => void} [closed]
 * @returns {(keepFocus?: boolean) => void} closes it
 */
export function float(anchor, node, closed) {
  node.setAttribute("popover", "manual");
  (anchor.closest("dialog") ?? document.body).append(node);
  node.showPopover();
  place(anchor, node);
  anchor.setAttribute("aria-expanded", "true");
  const close = (keepFocus = false) => {
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", away);
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
    if (!keepFocus && anchor.isConnected) anchor.focus();
    closed?.();
  };
  const away = () => close(true);
  const outside = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !node.contains(event.target) && !anchor.contains(event.target)) close(true);
  };
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
    close();
  });
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", away);
  return close;
}

/**
 * Below the anchor, or above it where there is more room; never beyond the window.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} node
 */
function place(anchor, node) {
  const at = anchor.getBoundingClientRect();
  const [width, height] = [node.offsetWidth, node.offsetHeight];
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 6;
  const top = below + height < innerHeight - 8 ? below : Math.max(8, at.top - height - 6);
  node.style.left = `${at.left + width < innerWidth - 8 && at.left < left ? at.left : left}px`;
  node.style.top = `${top}px`;
}

/** @param {HTMLElement} anchor @param {string} label @param {Item[]} items */
export function openMenu(anchor, label, items) {
  const choose = (/** @type {Item} */ item) => {
    close();
    item.run();
  };
  const rows = items.map((item) => row(item, () => choose(item)));
  const node = h("div", { class: "menu", role: "menu", "aria-label": label }, ...rows);
  const close = float(anchor, node);
  arrows(node, rows);
  (rows.find((entry) => entry.getAttribute("aria-checked") === "true") ?? rows[0])?.focus();
}

/** @param {Item} item @param {() => void} run @returns {HTMLElement} */
function row(item, run) {
  const radio = item.checked !== undefined;
  const mark = radio ? h("span", { class: "menu__mark" }, item.checked && icon("check")) : item.icon && icon(item.icon);
  return h(
    "button",
    {
      type: "button",
      class: item.danger ? "menu__item menu__item--danger" : "menu__item",
      role: radio ? "menuitemradio" : "menuitem",
      "aria-checked": radio ? String(item.checked) : null,
      tabindex: "-1",
      on: { click: run },
    },
    mark,
    h("span", { class: "menu__label" }, item.label),
    item.hint && h("span", { class: "menu__hint" }, item.hint),
  );
}

/**
 * Up, Down, Home and End move the focus among `rows`; a letter jumps to the row that begins with it.
 * @param {HTMLElement} node
 * @param {HTMLElement[]} rows
 */
export function arrows(node, rows) {
  node.addEventListener("keydown", (event) => {
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const typed =
      event.key.length === 1 && event.key !== " "
        ? rows.findIndex((entry) => entry.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))
        : -1;
    const next = to ?? (typed >= 0 ? typed : undefined);
    if (next === undefined) return;
    event.preventDefault();
    rows[(next + rows.length) % rows.length]?.focus();
  });
}
