/** Questions asked before something happens, on the browser's own modal dialog: the focus stays inside, Esc says no. */

import { h } from "./dom.js";
import { plain, textObject } from "./mrkdwn_view.js";

/**
 * Ask a Block Kit confirm object.
 * @param {import("./types.js").Confirm} confirm @param {import("./mrkdwn_view.js").Names} names
 * @returns {Promise<boolean>} whether the person said yes
 */
export function ask(confirm, names) {
  const danger = confirm.style === "danger";
  const no = h("button", { type: "submit", value: "no", class: "button" }, plain(confirm.deny?.text ?? "Cancel"));
  const yes = h(
    "button",
    { type: "submit", value: "yes", class: danger ? "button button--danger" : "button button--primary" },
    plain(confirm.confirm?.text ?? "Yes"),
  );
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { class: "dialog__title", id: "ask-title" }, plain(confirm.title?.text ?? "Are you sure?")),
    h("p", { class: "dialog__text" }, textObject(confirm.text, names)),
    h("div", { class: "dialog__row" }, no, yes),
  );
  const dialog = h("dialog", { class: "dialog dialog--ask", "aria-labelledby": "ask-title" }, form);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    (danger ? no : yes).focus();
  });
}
