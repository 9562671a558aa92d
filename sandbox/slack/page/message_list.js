/** Messages in order with their days: stays at the newest while one is there, and says so when one is not. */

import { dayOf } from "./clock.js";
import { attr, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { messagePart } from "./message.js";

/** @typedef {import("./types.js").Message} Message */
/**
 * @typedef {{kind: "day"|"count", key: string, text: string} | {kind: "message", key: string, message: Message, compact: boolean}} Row
 */

const NEAR_PX = 90;
const SAME_BREATH_S = 300;

/**
 * @param {import("./page.js").Page} page @param {{channel: string, thread: string}} place @param {string} label @param {Node} [intro] stands above the first message
 * @returns {{node: HTMLElement, update: (messages: Message[], replies: string) => void}}
 */
export function messageList(page, place, label, intro) {
  const list = h("ol", { class: "messages", "aria-label": label });
  const inner = h("div", { class: "scroll__inner" }, intro, list);
  const scroll = h("div", { class: "scroll" }, inner);
  const newer = h("button", { type: "button", class: "newer", hidden: true }, icon("down"), "New messages");
  const node = h("div", { class: "scroll-frame" }, scroll, newer);
  let pinned = true;
  let top = 0;
  let newest = "";
  const toEnd = () => (scroll.scrollTop = scroll.scrollHeight);
  scroll.addEventListener("scroll", () => {
    const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    pinned = near || (pinned && scroll.scrollTop >= top); // content that grows moves nothing; only going up lets go
    top = scroll.scrollTop;
    if (pinned) attr(newer, "hidden", true);
  });
  newer.addEventListener("click", toEnd);
  const watcher = new ResizeObserver(() => pinned && toEnd());
  watcher.observe(inner);
  watcher.observe(scroll);
  walk(list);

  const update = (/** @type {Message[]} */ messages, /** @type {string} */ replies) => {
    const rows = withDays(messages, Boolean(place.thread), replies);
    keyed(
      list,
      rows,
      (row) => row.key,
      (row) => (row.kind === "message" ? messageRow(page, place, row.message) : divider(row)),
    );
    const last = messages.at(-1);
    if (last && last.ts !== newest) {
      if (last.user === page.state().world.me) pinned = true;
      attr(newer, "hidden", pinned || !newest);
      newest = last.ts;
    }
    if (pinned) toEnd();
    oneInTabOrder(list);
  };
  return { node, update };
}

/**
 * @param {import("./page.js").Page} page
 * @param {{channel: string, thread: string}} place
 * @param {Message} message
 * @returns {import("./dom.js").Part<Row>}
 */
function messageRow(page, place, message) {
  const part = messagePart(page, place, message);
  return { node: part.node, update: (row) => row.kind === "message" && part.update(row) };
}

/** @param {Row} first @returns {import("./dom.js").Part<Row>} */
function divider(first) {
  const text = h("span", {});
  const node = h("li", { class: `divider divider--${first.kind}` }, text);
  return { node, update: (row) => row.kind !== "message" && (text.textContent = row.text) };
}

/**
 * @param {Message[]} messages
 * @param {boolean} thread
 * @param {string} replies the words under a thread's first message
 * @returns {Row[]}
 */
function withDays(messages, thread, replies) {
  /** @type {Row[]} */ const rows = [];
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const day = dayOf(message.ts);
    if (!thread && (!before || dayOf(before.ts) !== day)) rows.push({ kind: "day", key: `day ${day}`, text: day });
    rows.push({
      kind: "message",
      key: `${message.ts}${message.ephemeral ? " whisper" : ""}`,
      message,
      compact: goesOn(before, message) && !(thread && index === 1),
    });
    if (thread && index === 0) rows.push({ kind: "count", key: "count", text: replies });
  });
  return rows;
}

/**
 * Whether a message needs no name of its own: the same person, in one breath.
 * @param {Message|undefined} before
 * @param {Message} message
 */
function goesOn(before, message) {
  if (!before || before.user !== message.user || before.ephemeral || message.ephemeral) return false;
  if (before.reply_count || before.blocks?.length || message.blocks?.length) return false;
  return Number(message.ts) - Number(before.ts) < SAME_BREATH_S && dayOf(before.ts) === dayOf(message.ts);
}

/** Exactly one message is in the tab order: the one last focused, or the newest. @param {HTMLElement} list */
function oneInTabOrder(list) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("article")]);
  if (all.some((article) => article.tabIndex === 0 && article.dataset.held)) return;
  for (const article of all) article.tabIndex = article === all.at(-1) ? 0 : -1;
}

/** Up and Down walk from message to message. @param {HTMLElement} list */
function walk(list) {
  list.addEventListener("focusin", (event) => {
    const here = event.target instanceof Element ? event.target.closest("article") : null;
    for (const article of list.querySelectorAll("article")) {
      article.tabIndex = article === here ? 0 : -1;
      if (article === here) article.dataset.held = "true";
      else delete article.dataset.held;
    }
  });
  list.addEventListener("keydown", (event) => {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("article")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = at < 0 ? undefined : { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  });
}
