/**
 * The app's modals: the top view of the stack in one dialog; what was typed stays when the view is updated or refused.
 */

import { showBlocks } from "./blocks.js";
import { attr, h } from "./dom.js";
import { icon } from "./icons.js";
import { input } from "./inputs.js";
import { plain } from "./mrkdwn_view.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./inputs.js").Input} Input */

/** @param {import("./page.js").Page} page @returns {{node: HTMLDialogElement, update: (views: View[]) => void}} */
export function modalHost(page) {
  const node = h("dialog", { class: "dialog dialog--modal", "aria-labelledby": "modal-title" });
  /** @type {Map<string, ReturnType<typeof viewPart>>} */ const open = new Map();
  let shown = "";
  const top = () => page.state().views.at(-1);
  node.addEventListener("cancel", (/** @type {Event} */ event) => {
    event.preventDefault();
    const view = top();
    if (view) page.act.closeView(view);
  });
  const update = (/** @type {View[]} */ views) => {
    for (const id of open.keys()) if (!views.some((view) => view.id === id)) open.delete(id);
    for (const view of views) {
      if (!open.has(view.id)) open.set(view.id, viewPart(page, view));
      open.get(view.id)?.update(view);
    }
    const id = views.at(-1)?.id ?? "";
    if (id === shown) return;
    shown = id;
    node.replaceChildren(...(id ? [/** @type {any} */ (open.get(id)).node] : []));
    if (!id) node.close();
    else if (!node.open) node.showModal();
    if (id) open.get(id)?.focus();
  };
  return { node, update };
}

/** @param {import("./page.js").Page} page @param {View} first */
function viewPart(page, first) {
  let view = first;
  /** @type {Map<string, Input>} */ let inputs = new Map();
  const title = h("h2", { class: "dialog__title", id: "modal-title" });
  const close = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => page.act.closeView(view) } },
    icon("close"),
  );
  const blocks = h("div", { class: "modal__blocks" });
  const problem = h("p", { class: "composer__problem", role: "alert", hidden: true });
  const no = h("button", { type: "button", class: "button", on: { click: () => page.act.closeView(view) } });
  const yes = h("button", { type: "submit", class: "button button--primary" });
  const node = h(
    "form",
    { class: "modal", novalidate: true },
    h("header", { class: "modal__head" }, title, close),
    blocks,
    problem,
    h("footer", { class: "dialog__row" }, no, yes),
  );
  const say = (/** @type {string} */ words) => {
    problem.textContent = words;
    attr(problem, "hidden", !words);
  };

  const submit = async () => {
    say("");
    const missing = [...inputs.values()].map((one) => [one.block, one.missing()]).filter(([, words]) => words);
    if (missing.length) return complain(inputs, Object.fromEntries(missing));
    yes.setAttribute("aria-busy", "true");
    const answer = await page.act.submit(view, valuesOf(inputs));
    yes.removeAttribute("aria-busy");
    if (answer.errors) complain(inputs, answer.errors);
    else if (!answer.ok) say(answer.error ?? "That could not be sent.");
  };
  node.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (yes.getAttribute("aria-busy") !== "true") void submit();
  });
  const update = (/** @type {View} */ next) => {
    view = next;
    title.replaceChildren(plain(view.title?.text ?? ""));
    no.replaceChildren(plain(view.close?.text ?? "Close"));
    yes.replaceChildren(plain(view.submit?.text ?? "Done"));
    attr(yes, "hidden", !view.submit);
    inputs = drawInputs(page, blocks, view, inputs);
  };
  const focus = () => ([...inputs.values()][0] ?? { focus: () => (view.submit ? yes : no).focus() }).focus();
  return { node, update, focus };
}

/**
 * Draw the blocks; an input whose block stays keeps what was typed.
 * @param {import("./page.js").Page} page
 * @param {HTMLElement} node
 * @param {View} view
 * @param {Map<string, Input>} before
 */
function drawInputs(page, node, view, before) {
  const keys = new Set(view.blocks.filter((block) => block.type === "input").map((block) => block.block_id ?? ""));
  const inputs = new Map([...before].filter(([key]) => keys.has(key)));
  const special = (/** @type {import("./types.js").Block} */ block) => {
    if (block.type !== "input") return null;
    const made = input(block);
    inputs.set(made.block, made);
    return made.node;
  };
  showBlocks(
    page,
    node,
    view.blocks,
    (block, action, chosen) => page.act.viewAction(view, block, action, chosen),
    special,
  );
  const order = view.blocks.map((block) => inputs.get(block.block_id ?? "")).filter((one) => one !== undefined);
  return new Map(order.map((one) => [one.block, one]));
}

/** @param {Map<string, Input>} inputs */
function valuesOf(inputs) {
  return Object.fromEntries([...inputs.values()].map((one) => [one.block, { [one.action]: one.read() }]));
}

/**
 * Each field its words; the focus goes to the first.
 * @param {Map<string, Input>} inputs
 * @param {Record<string, string>} errors
 */
function complain(inputs, errors) {
  const wrong = [...inputs.values()].filter((one) => errors[one.block]);
  for (const one of inputs.values()) one.complain(errors[one.block] ?? "");
  wrong[0]?.focus();
}
