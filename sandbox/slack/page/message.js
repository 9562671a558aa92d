/** One message: who, when, words or blocks, files, reactions, the thread under it, and what can be done with it. */

import { showBlocks } from "./blocks.js";
import { hourOf, iso, wholeTime } from "./clock.js";
import { attr, h, keyed, remade, say } from "./dom.js";
import { filePart } from "./file.js";
import { gist } from "./gist.js";
import { icon } from "./icons.js";
import { openMessageMenu } from "./message_menu.js";
import { mrkdwn } from "./mrkdwn_view.js";
import { avatar } from "./avatar.js";
import { openPicker } from "./picker.js";
import { reactionRow } from "./reactions.js";
import { threadBar } from "./thread_bar.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./page.js").Page} Page */
/**
 * @typedef {{channel: string, thread: string}} Place which channel, and which thread the message is shown in ("" in the channel pane)
 */

/**
 * @param {Page} page
 * @param {Place} place
 * @param {Message} first
 * @returns {import("./dom.js").Part<{message: Message, compact: boolean}>}
 */
export function messagePart(page, place, first) {
  let message = first;
  const done = async (/** @type {Promise<import("./types.js").Answer>} */ going) => {
    const answer = await going;
    if (!answer.ok) page.fail(answer.error ?? "That did not work.");
  };
  const react = (/** @type {string} */ name, /** @type {boolean} */ remove) =>
    void done(page.act.react(message, place.channel, name, remove));
  const open = () => page.act.go({ channel: place.channel, thread: message.ts });
  const ui = skeleton(page, first);
  const reactions = reactionRow(page, react);
  const bar = threadBar(page, place, open);
  const tools = first.ephemeral
    ? whisperTools(() => page.act.hide(place.channel, message))
    : toolbar(place, { react, open, menu: (anchor) => openMessageMenu(page, place, message, anchor) });
  ui.body.append(reactions.node, bar.node);
  ui.article.append(tools);
  ui.article.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => shortcuts(event, ui.article, tools));

  const update = (/** @type {{message: Message, compact: boolean}} */ item) => {
    message = item.message;
    attr(ui.article, "class", style(message, item.compact));
    attr(ui.article, "aria-label", `${ui.who}, ${hourOf(message.ts)}: ${gist(message)}`);
    attr(ui.edited, "hidden", !message.edited);
    content(page, place, ui, message);
    reactions.update(message.ephemeral || message.deleted ? [] : (message.reactions ?? []));
    bar.update(message);
  };
  return { node: ui.item, update };
}

/** @param {Page} page @param {Message} message */
function skeleton(page, message) {
  const user = page.state().world.users.find((one) => one.id === message.user);
  const who = user?.real_name || user?.name || message.user || "Somebody";
  const edited = h("span", { class: "edited", hidden: true, title: "This message was edited" }, "edited");
  const head = h(
    "div",
    { class: "message__head" },
    h("span", { class: "message__who" }, who),
    (user?.is_bot || message.bot_id) && h("span", { class: "badge" }, "App"),
    h("time", { class: "message__time", datetime: iso(message.ts), title: wholeTime(message.ts) }, hourOf(message.ts)),
    edited,
  );
  const whisper = message.ephemeral && h("p", { class: "whisper" }, icon("eye"), "Only visible to you");
  const text = h("div", { class: "message__text" });
  const blocks = h("div", { class: "blocks" });
  const files = h("div", { class: "files" });
  const body = h("div", { class: "message__body" }, head, whisper, text, blocks, files);
  const article = h("article", { class: "message", tabindex: "-1", "data-ts": message.ts }, avatar(user, who), body);
  return { item: h("li", { class: "row" }, article), article, body, text, blocks, files, edited, who };
}

/** @param {Page} page @param {Place} place @param {ReturnType<typeof skeleton>} ui @param {Message} message */
function content(page, place, ui, message) {
  const blocks = message.deleted ? [] : (message.blocks ?? []);
  const files = message.deleted ? [] : (message.files ?? []);
  const text = message.deleted ? "_This message was deleted._" : blocks.length ? "" : (message.text ?? "");
  keyed(
    ui.text,
    text ? [text] : [],
    () => "text",
    remade((source) => h("div", { class: "text" }, mrkdwn(source, page.names))),
  );
  showBlocks(page, ui.blocks, blocks, (block, action, chosen) =>
    page.act.click(message, place.channel, block, action, chosen),
  );
  keyed(ui.files, files, (file) => file.id, filePart);
}

/** @param {Message} message @param {boolean} compact */
function style(message, compact) {
  const kinds = [
    message.ephemeral && "message--whisper",
    message.deleted && "message--gone",
    compact && "message--compact",
    message.blocks?.length && !message.deleted && "message--card",
  ];
  return ["message", ...kinds.filter(Boolean)].join(" ");
}

/**
 * @param {Place} place
 * @param {{react: (name: string, remove: boolean) => void, open: () => void, menu: (anchor: HTMLElement) => void}} on
 * @returns {HTMLElement}
 */
function toolbar(place, on) {
  const tool = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {(anchor: HTMLElement) => void} */ run,
    /** @type {Record<string, any>} */ more = {},
  ) => {
    const button = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": label, title: label, "data-tool": name, ...more },
      icon(name),
    );
    button.addEventListener("click", () => run(button));
    return button;
  };
  return h(
    "div",
    { class: "message__tools", role: "toolbar", "aria-label": "Message actions" },
    tool("smile", "Add a reaction (R)", (anchor) => openPicker(anchor, (name) => on.react(name, false)), {
      "aria-haspopup": "dialog",
    }),
    !place.thread && tool("reply", "Reply in thread (T)", on.open),
    tool("more", "More actions (M)", on.menu, { "aria-haspopup": "menu" }),
  );
}

/** An ephemeral can only be put away. @param {() => void} hide @returns {HTMLElement} */
function whisperTools(hide) {
  const button = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Put this message away",
      title: "Put away",
      "data-tool": "dismiss",
      on: { click: hide },
    },
    icon("close"),
  );
  return h(
    "div",
    { class: "message__tools message__tools--stay", role: "toolbar", "aria-label": "Message actions" },
    button,
  );
}

/**
 * Letters on a focused message stand for its tools.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} article
 * @param {HTMLElement} tools
 */
function shortcuts(event, article, tools) {
  if (event.target !== article || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = { r: "smile", t: "reply", Enter: "reply", m: "more" }[event.key];
  const tool = name && tools.querySelector(`[data-tool="${name}"]`);
  if (!(tool instanceof HTMLElement)) return;
  event.preventDefault();
  tool.click();
}
