/** The reactions under a message: chips that add or take away one's own, and the way to the picker. */

import { attr, h, keyed } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { icon } from "./icons.js";
import { openPicker } from "./picker.js";

/** @typedef {import("./types.js").Reaction} Reaction */
/** @typedef {import("./page.js").Page} Page */

/**
 * @param {Page} page
 * @param {(name: string, remove: boolean) => void} react
 * @returns {import("./dom.js").Part<Reaction[]>}
 */
export function reactionRow(page, react) {
  const chips = h("div", { class: "reactions__chips" });
  const add = h(
    "button",
    {
      type: "button",
      class: "chip chip--add",
      "aria-label": "Add a reaction",
      title: "Add a reaction",
      "aria-haspopup": "dialog",
      "data-control": "react-add",
    },
    icon("smile"),
  );
  add.addEventListener("click", () => openPicker(add, (name) => react(name, false)));
  const node = h("div", { class: "reactions", hidden: true }, chips, add);
  const update = (/** @type {Reaction[]} */ reactions) => {
    attr(node, "hidden", reactions.length === 0);
    keyed(
      chips,
      reactions,
      (reaction) => reaction.name,
      (reaction) => chip(page, reaction, react),
    );
  };
  return { node, update };
}

/**
 * @param {Page} page
 * @param {Reaction} first
 * @param {(name: string, remove: boolean) => void} react
 * @returns {import("./dom.js").Part<Reaction>}
 */
function chip(page, first, react) {
  let mine = false;
  const count = h("span", { class: "chip__count" });
  const node = h(
    "button",
    { type: "button", class: "chip", "data-reaction": first.name, on: { click: () => react(first.name, mine) } },
    emojiNode(first.name),
    count,
  );
  const update = (/** @type {Reaction} */ reaction) => {
    mine = reaction.users.includes(page.state().world.me);
    const who = reaction.users.map((id) => (id === page.state().world.me ? "you" : page.names.userName(id))).join(", ");
    attr(node, "aria-pressed", String(mine));
    attr(node, "aria-label", `${reaction.name.replaceAll("_", " ")}, ${reaction.count}: ${who}`);
    attr(node, "title", `:${reaction.name}: ${who}`);
    if (count.textContent !== String(reaction.count)) count.textContent = String(reaction.count);
  };
  return { node, update };
}
