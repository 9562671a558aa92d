/** Buttons, menus and overflows that do something when they are used. */

import { h } from "./dom.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { safeUrl } from "./mrkdwn.js";
import { plain } from "./mrkdwn_view.js";

/** @typedef {import("./types.js").Element} Part */
/** @typedef {import("./types.js").Option} Option */
/** @typedef {import("./page.js").Page} Page */
/** @typedef {(action: string, chosen?: object) => Promise<import("./types.js").Answer>} Press */

/** @param {Page} page @param {Part} part @param {Press} press @returns {HTMLElement} */
export function element(page, part, press) {
  const act = once(page, part, press);
  switch (part.type) {
    case "button":
      return button(part, act);
    case "static_select":
      return select(part, act);
    case "overflow":
      return overflow(part, act);
    case "radio_buttons":
    case "checkboxes":
      return choices(part, act);
    default:
      return h("span", { class: "block--unknown" }, `(${part.type})`);
  }
}

/**
 * Ask first where there is a confirm; one press at a time; say what went wrong.
 * @param {Page} page @param {Part} part @param {Press} press
 * @returns {(node: HTMLElement, chosen?: object) => Promise<boolean>} whether it was done
 */
function once(page, part, press) {
  return async (node, chosen) => {
    if (node.getAttribute("aria-busy") === "true") return false;
    if (part.confirm && !(await ask(part.confirm, page.names))) return false;
    node.setAttribute("aria-busy", "true");
    const answer = await press(part.action_id ?? "", chosen);
    node.removeAttribute("aria-busy");
    if (!answer.ok) page.fail(answer.error ?? "That did not work.");
    return answer.ok;
  };
}

/** @param {Part} part @param {(node: HTMLElement) => void} act @returns {HTMLElement} */
function button(part, act) {
  const style = { primary: " button--primary", danger: " button--danger" }[part.style ?? ""] ?? "";
  const common = { class: `button${style}`, "data-control": part.action_id, "aria-label": part.accessibility_label };
  const url = safeUrl(part.url ?? "");
  const node = url
    ? h("a", { ...common, href: url, target: "_blank", rel: "noopener noreferrer" }, plain(part.text?.text ?? ""))
    : h("button", { type: "button", ...common }, plain(part.text?.text ?? ""));
  node.addEventListener("click", () => act(node));
  return node;
}

/** @param {Option} option @param {Option|undefined} chosen @returns {HTMLElement} */
export function optionNode(option, chosen) {
  return h("option", { value: option.value, selected: option.value === chosen?.value }, option.text.text ?? "");
}

/** A native menu: the platform's own keyboard and touch. @param {Part} part @returns {HTMLSelectElement} */
export function selectNode(part) {
  const groups = (part.option_groups ?? []).map((group) =>
    h(
      "optgroup",
      { label: group.label.text },
      ...group.options.map((option) => optionNode(option, part.initial_option)),
    ),
  );
  const options = (part.options ?? []).map((option) => optionNode(option, part.initial_option));
  const blank = h("option", { value: "", selected: !part.initial_option }, part.placeholder?.text ?? "Choose …");
  return h(
    "select",
    { class: "select", "data-control": part.action_id, "aria-label": part.placeholder?.text ?? "Choose" },
    blank,
    ...options,
    ...groups,
  );
}

/** Every option, grouped or not. @param {Part} part @returns {Option[]} */
export function optionsOf(part) {
  return [...(part.options ?? []), ...(part.option_groups ?? []).flatMap((group) => group.options)];
}

/** @param {Part} part @param {(node: HTMLElement, chosen?: object) => Promise<boolean>} act @returns {HTMLElement} */
function select(part, act) {
  const node = selectNode(part);
  node.addEventListener("change", async () => {
    const option = optionsOf(part).find((one) => one.value === node.value);
    if (!option || !(await act(node, { selected_option: option }))) node.value = part.initial_option?.value ?? "";
  });
  return node;
}

/** @param {Part} part @param {(node: HTMLElement, chosen?: object) => void} act @returns {HTMLElement} */
function overflow(part, act) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button button--icon",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "data-control": part.action_id,
    },
    icon("more"),
  );
  const items = optionsOf(part).map((option) => ({
    label: option.text.text ?? "",
    hint: option.description?.text,
    run: () => act(node, { selected_option: option }),
  }));
  node.addEventListener("click", () => openMenu(node, "More actions", items));
  return node;
}

/** @param {Part} part @param {(node: HTMLElement, chosen?: object) => void} act @returns {HTMLElement} */
function choices(part, act) {
  const { node, read } = choiceGroup(part);
  node.addEventListener("change", () => act(node, read()));
  return node;
}

/**
 * Radio buttons or checkboxes, and a way to read them.
 * @param {Part} part
 * @returns {{node: HTMLElement, read: () => object}}
 */
export function choiceGroup(part) {
  const radio = part.type === "radio_buttons";
  const initial = radio ? [part.initial_option] : (part.initial_options ?? []);
  const name = `choice-${part.action_id}-${crypto.randomUUID()}`;
  const inputs = optionsOf(part).map((option) => ({
    option,
    input: h("input", {
      type: radio ? "radio" : "checkbox",
      name,
      value: option.value,
      checked: initial.some((one) => one?.value === option.value),
    }),
  }));
  const rows = inputs.map(({ option, input }) =>
    h(
      "label",
      { class: "choice" },
      input,
      h("span", {}, plain(option.text.text ?? ""), option.description && h("small", {}, option.description.text ?? "")),
    ),
  );
  const read = () => {
    const chosen = inputs.filter(({ input }) => input.checked).map(({ option }) => option);
    return radio ? { selected_option: chosen[0] ?? null } : { selected_options: chosen };
  };
  return { node: h("div", { class: "choices", role: radio ? "radiogroup" : "group" }, ...rows), read };
}
