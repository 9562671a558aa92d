/** What "/" offers: the commands that fit, and how the one being typed is used. */

import { attr, h } from "./dom.js";

/** @typedef {import("./types.js").Command} Command */

/**
 * @param {import("./page.js").Page} page @param {string} id
 * @returns {{node: HTMLElement, listId: string, update: (text: string) => void, active: () => string, onPick: (run: (text: string) => void) => void,
 *   key: (event: KeyboardEvent, text: string) => string|null}} `key` answers the text to fill in, "" when it only moved, null when the key is not its own
 */
export function commandHelp(page, id) {
  const listId = `commands-${id}`;
  const list = h("div", { class: "commands__list", role: "listbox", id: listId, "aria-label": "Commands" });
  const usage = h("div", { class: "commands__usage", role: "status" });
  const node = h("div", { class: "commands", hidden: true }, list, usage);
  /** @type {Command[]} */ let found = [];
  let at = 0;
  let putAway = "";
  /** @type {(text: string) => void} */ let picked = () => undefined;

  const draw = () => {
    list.replaceChildren(
      ...found.map((command, index) =>
        option(command, `${listId}-${index}`, index === at, () => picked(`${command.command} `)),
      ),
    );
  };
  const update = (/** @type {string} */ text) => {
    const word = /^\/\S*$/.test(text) && text !== putAway ? text : "";
    const all = page.state().world.commands;
    found = word ? all.filter((command) => command.command.startsWith(word)) : [];
    at = Math.min(at, Math.max(0, found.length - 1));
    draw();
    const typed = /^(\/\S+)\s/.exec(text)?.[1];
    const using = all.find((command) => command.command === typed);
    usage.replaceChildren(...(using ? how(using) : []));
    attr(node, "hidden", !found.length && !using);
  };
  const key = (/** @type {KeyboardEvent} */ event, /** @type {string} */ text) => {
    if (!found.length) return null;
    if (event.key === "Escape") return ((putAway = text), update(text), "");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      return (draw(), "");
    }
    const complete =
      event.key === "Tab" ? !event.shiftKey : event.key === "Enter" && !event.shiftKey && found[at].command !== text;
    return complete ? `${found[at].command} ` : null;
  };
  return {
    node,
    listId,
    update,
    key,
    active: () => (found.length ? `${listId}-${at}` : ""),
    onPick: (run) => (picked = run),
  };
}

/**
 * @param {Command} command
 * @param {string} id
 * @param {boolean} active
 * @param {() => void} pick
 * @returns {HTMLElement}
 */
function option(command, id, active, pick) {
  return h(
    "div",
    {
      class: "commands__option",
      role: "option",
      id,
      "aria-selected": String(active),
      on: { mousedown: (/** @type {Event} */ event) => (event.preventDefault(), pick()) },
    },
    h("strong", {}, command.command),
    h("span", { class: "commands__hint" }, command.usage_hint),
    h("span", { class: "commands__what" }, command.description),
  );
}

/** @param {Command} command @returns {HTMLElement[]} */
function how(command) {
  return [
    h("strong", {}, command.command),
    h("span", { class: "commands__hint" }, command.usage_hint),
    h("span", { class: "commands__what" }, command.description),
  ];
}
