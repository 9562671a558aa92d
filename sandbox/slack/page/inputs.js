/** The inputs of a modal: drawn from data, read as Slack's `view.state.values`, complaining beside the field. */

import { attr, h } from "./dom.js";
import { choiceGroup, optionsOf, selectNode } from "./elements.js";
import { plain } from "./mrkdwn_view.js";

/** @typedef {import("./types.js").Block} Block */
/**
 * @typedef {{node: HTMLElement, read: () => Record<string, any>, missing: () => string, complain: (words: string) => void, focus: () => void, block: string, action: string}} Input
 */

/** @param {Block} block an `input` block @returns {Input} */
export function input(block) {
  const part = block.element ?? { type: "" };
  const id = `in-${crypto.randomUUID()}`;
  const { control, read } = controlOf(part);
  const grouped = control.classList.contains("choices");
  const problem = h("p", { class: "input__problem", id: `${id}-problem`, hidden: true });
  const hint = block.hint && h("p", { class: "input__hint", id: `${id}-hint` }, plain(block.hint.text ?? ""));
  const words = [
    plain(block.label?.text ?? ""),
    block.optional && h("span", { class: "input__optional" }, " (optional)"),
  ];
  const label = grouped
    ? h("span", { class: "input__label", id: `${id}-label` }, ...words)
    : h("label", { class: "input__label", for: id }, ...words);
  if (grouped) attr(control, "aria-labelledby", `${id}-label`);
  attr(control, "id", id);
  attr(control, "aria-label", null);
  attr(control, "aria-required", block.optional || grouped ? null : "true");
  attr(control, "aria-describedby", [hint && `${id}-hint`, `${id}-problem`].filter(Boolean).join(" "));
  const node = h("div", { class: "input" }, label, control, hint, problem);
  const complain = (/** @type {string} */ text) => {
    problem.textContent = text;
    attr(problem, "hidden", !text);
    attr(control, "aria-invalid", text ? "true" : null);
    node.classList.toggle("input--wrong", Boolean(text));
  };
  control.addEventListener("input", () => complain(""));
  const focus = () => (grouped ? /** @type {HTMLElement|null} */ (control.querySelector("input")) : control)?.focus();
  const missing = () => (block.optional || !empty(read()) ? tooShort(part, read()) : "Please fill this in.");
  return { node, read, missing, complain, focus, block: block.block_id ?? "", action: part.action_id ?? "" };
}

/** @param {import("./types.js").Element} part @returns {{control: HTMLElement, read: () => Record<string, any>}} */
function controlOf(part) {
  const { type } = part;
  if (type === "static_select") {
    const control = selectNode(part);
    const read = () => ({
      type,
      selected_option: optionsOf(part).find((option) => option.value === control.value) ?? null,
    });
    return { control, read };
  }
  if (type === "radio_buttons" || type === "checkboxes") {
    const { node, read } = choiceGroup(part);
    return { control: node, read: () => ({ type, ...read() }) };
  }
  const shared = {
    class: "input__field",
    placeholder: part.placeholder?.text,
    maxlength: part.max_length,
    autocomplete: "off",
  };
  const control = part.multiline
    ? h("textarea", { ...shared, rows: "4" })
    : h("input", { ...shared, type: type === "number_input" ? "number" : "text" });
  control.value = part.initial_value ?? "";
  return {
    control,
    read: () => ({ type: type || "plain_text_input", value: control.value === "" ? null : control.value }),
  };
}

/** @param {Record<string, any>} value */
function empty(value) {
  const held =
    "value" in value ? value.value : "selected_option" in value ? value.selected_option : value.selected_options;
  return held === null || held === undefined || held.length === 0;
}

/** @param {import("./types.js").Element} part @param {Record<string, any>} value */
function tooShort(part, value) {
  const wanted = part.min_length ?? 0;
  const short = typeof value.value === "string" && value.value.length < wanted;
  return short ? `At least ${wanted} characters, please.` : "";
}
