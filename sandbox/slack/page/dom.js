/**
 * Building and keeping DOM: content only ever becomes text nodes, and a node that stays the same thing stays the same node.
 */

import { glide } from "./glide.js";

/**
 * Make an element. `on` holds listeners; an attribute that is null, undefined or false is left out, true is empty.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|null|undefined|false)} children strings become text nodes
 * @returns {any} the element
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else attr(element, name, value);
  }
  element.append(...solid(children));
  return element;
}

/** @param {Element} element @param {string} name @param {any} value */
export function attr(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? "" : value))
    element.setAttribute(name, value === true ? "" : value);
}

/**
 * @param {(Node|string|null|undefined|false)[]} children
 * @returns {(Node|string)[]}
 */
function solid(children) {
  return /** @type {(Node|string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)
  );
}

/** Set an element's text, only where it differs. @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @template T
 * @typedef {{node: Element, update: (item: T) => void}} Part a piece of the page that can be told of a newer item
 */

/** @type {WeakMap<Element, Map<string, Part<any>>>} */
const shown = new WeakMap();

/**
 * Make `parent` show `items` in order. A part whose key stays is updated, not made again: audio goes on playing, focus stays.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} key unique among the items
 * @param {(item: T) => Part<T>} create
 */
export function keyed(parent, items, key, create) {
  const before = shown.get(parent) ?? new Map();
  const after = new Map(items.map((item) => [key(item), before.get(key(item)) ?? create(item)]));
  for (const [name, part] of before) if (!after.has(name)) part.node.remove();
  let next = parent.firstElementChild;
  for (const item of items) {
    const part = after.get(key(item));
    if (next && part.node === next) next = next.nextElementSibling;
    else parent.insertBefore(part.node, next);
    part.update(item);
  }
  shown.set(parent, after);
}

/**
 * A part that is made anew when its item's JSON changes, and left alone otherwise; focus is put back on the same control.
 * @template T
 * @param {(item: T) => HTMLElement} make
 * @returns {(item: T) => Part<T>}
 */
export function remade(make) {
  return (first) => {
    let now = JSON.stringify(first);
    const node = h("div", { class: "slot" }, make(first));
    const update = (/** @type {T} */ item) => {
      const next = JSON.stringify(item);
      if (next === now) return;
      now = next;
      const control = focusedControl(node);
      const move = glide(node);
      node.replaceChildren(make(item));
      move();
      if (control) node.querySelector(`[data-control="${CSS.escape(control)}"]`)?.focus();
    };
    return { node, update };
  };
}

/** @param {Element} node @returns {string} the name of the control inside that has the focus, or "" */
function focusedControl(node) {
  const active = document.activeElement;
  return active instanceof HTMLElement && node.contains(active) ? (active.dataset.control ?? "") : "";
}
