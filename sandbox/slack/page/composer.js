/**
 * Where one writes: Enter sends, Shift+Enter breaks the line, "/" offers commands, ArrowUp brings back what was sent.
 */

import { attr, h, say } from "./dom.js";
import { commandHelp } from "./command_help.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { IDEAS } from "./welcome.js";

/** @typedef {import("./page.js").Page} Page */
/**
 * @typedef {{node: HTMLElement, fill: (text: string) => void, focus: () => void, upload: (files: Iterable<File>) => void, update: (hint: string) => void}} Composer
 */

/** @param {Page} page @param {{channel: string, thread: string}} place @param {string} label @returns {Composer} */
export function composer(page, place, label) {
  const id = place.thread ? "thread" : "channel";
  const help = commandHelp(page, id);
  const field = h("textarea", {
    class: "composer__field",
    rows: "1",
    placeholder: label,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-controls": help.listId,
    autocomplete: "off",
    spellcheck: "true",
    "data-composer": id,
  });
  const problem = h("p", { class: "composer__problem", role: "alert", hidden: true });
  const note = h("span", { class: "composer__note" });
  const sendButton = h(
    "button",
    { type: "button", class: "composer__send", "aria-label": "Send", title: "Send (Enter)" },
    icon("send"),
  );
  const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const attach = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Share a file",
      title: "Share a file, with what is written here beside it",
      on: { click: () => picker.click() },
    },
    icon("clip"),
  );
  const ideas = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Examples to start from",
      title: "Examples to start from",
      "aria-haspopup": "menu",
    },
    icon("spark"),
  );
  const bar = h("div", { class: "composer__bar" }, attach, !place.thread && ideas, note, sendButton);
  const node = h(
    "div",
    { class: "composer" },
    help.node,
    problem,
    h("div", { class: "composer__box" }, field, bar),
    picker,
  );
  const key = `${place.channel}/${place.thread}`;
  const recall = recaller(page.memory.sent(key));

  const refresh = () => {
    page.memory.keep(key, field.value);
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    attr(sendButton, "data-ready", field.value.trim() ? "true" : null);
    help.update(field.value);
    attr(field, "aria-activedescendant", help.active() || null);
  };
  const fill = (/** @type {string} */ text) => {
    field.value = text;
    refresh();
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };
  const complain = (/** @type {string} */ words) => {
    say(problem, words);
    attr(problem, "hidden", !words);
  };
  const send = async () => {
    const text = field.value.trim();
    if (!text) return;
    recall.keep(text);
    complain("");
    field.value = "";
    refresh();
    const answer = await page.act.say(place.channel, place.thread, text);
    if (answer.ok) return;
    complain(answer.error ?? "That could not be sent.");
    if (!field.value) fill(text);
  };
  const upload = async (/** @type {Iterable<File>} */ files) => {
    const text = field.value.trim().startsWith("/") ? "" : field.value.trim();
    if (text) {
      field.value = "";
      refresh();
    }
    say(note, "Sharing …");
    const answer = await page.act.upload(place.channel, place.thread, files, text);
    say(note, "");
    complain(answer.ok ? "" : (answer.error ?? "The file could not be shared."));
    if (!answer.ok && text && !field.value) fill(text);
  };

  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    const picked = help.key(event, field.value);
    if (picked !== null) picked ? fill(picked) : refresh();
    else if (event.key === "Enter" && !event.shiftKey) void send();
    else if (!recall.key(event, field, fill)) return;
    event.preventDefault();
  });
  field.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    void upload(event.clipboardData.files);
  });
  help.onPick((text) => fill(text));
  sendButton.addEventListener("click", () => void send().then(() => field.focus()));
  picker.addEventListener("change", () => void upload([...(picker.files ?? [])]).then(() => (picker.value = "")));
  ideas.addEventListener("click", () =>
    openMenu(
      ideas,
      "Examples",
      IDEAS.map((idea) => ({ label: idea.text, run: () => fill(idea.text) })),
    ),
  );
  field.value = page.memory.draft(key);
  if (field.value) requestAnimationFrame(refresh);
  return { node, fill, focus: () => field.focus(), upload, update: (hint) => say(note, hint) };
}

/**
 * What was sent from here, newest last, and a place in it.
 * @param {string[]} sent
 * @returns {{keep: (text: string) => void, key: (event: KeyboardEvent, field: HTMLTextAreaElement, fill: (text: string) => void) => boolean}}
 */
function recaller(sent) {
  let at = sent.length;
  const keep = (/** @type {string} */ text) => {
    if (sent.at(-1) !== text) sent.push(text);
    at = sent.length;
  };
  const key = (
    /** @type {KeyboardEvent} */ event,
    /** @type {HTMLTextAreaElement} */ field,
    /** @type {(text: string) => void} */ fill,
  ) => {
    const untouched = field.value === (sent[at] ?? "");
    if (event.key === "ArrowUp" && untouched && at > 0) at -= 1;
    else if (event.key === "ArrowDown" && untouched && at < sent.length) at += 1;
    else return false;
    fill(sent[at] ?? "");
    return true;
  };
  return { keep, key };
}
