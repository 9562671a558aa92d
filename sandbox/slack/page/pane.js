/**
 * The channel pane and the thread pane: a head, messages, a composer. Each is made anew for another place and kept for the same one.
 */

import { composer } from "./composer.js";
import { attr, h, say } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { icon } from "./icons.js";
import { messageList } from "./message_list.js";
import { channelTitle } from "./page.js";
import { messagesOf } from "./state.js";
import { channelNote, welcome } from "./welcome.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./types.js").State} State */
/** @typedef {{node: HTMLElement, update: (state: State) => void, focus: () => void}} Pane */

/**
 * A pane that shows nothing, or the one place the route names.
 * @param {HTMLElement} frame
 * @param {(state: State) => string} keyOf
 * @param {(state: State) => Pane} make
 */
export function slot(frame, keyOf, make) {
  let key = "";
  /** @type {Pane|null} */ let pane = null;
  return (/** @type {State} */ state) => {
    const next = keyOf(state);
    const moved = next !== key;
    if (moved) {
      key = next;
      pane = next ? make(state) : null;
      frame.replaceChildren(...(pane ? [pane.node] : []));
      attr(frame, "hidden", !pane);
    }
    pane?.update(state);
    return moved ? pane : null;
  };
}

/** @param {Page} page @param {State} state @returns {Pane} */
export function channelPane(page, state) {
  const channel = /** @type {import("./types.js").Channel} */ (
    state.world.channels.find((one) => one.id === state.route.channel)
  );
  const title = channelTitle(page, channel);
  const place = { channel: channel.id, thread: "" };
  const writer = composer(page, place, `Write to ${title}, or /bgm …`);
  const intro = welcome(channel, title, (text) => writer.fill(text));
  const list = messageList(page, place, `Messages in ${title}`, intro);
  const topic = h("p", { class: "head__topic" });
  const back = h(
    "a",
    { class: "icon-button head__back", href: "#/", "aria-label": "Back to the channels" },
    icon("back"),
  );
  const head = h(
    "header",
    { class: "head" },
    back,
    h("div", { class: "head__words" }, h("h2", { class: "head__title" }, title), topic),
  );
  const node = h("div", { class: "pane" }, head, list.node, writer.node);
  acceptDrops(node, title, writer.upload);
  const update = (/** @type {State} */ now) => {
    const here = now.world.channels.find((one) => one.id === channel.id) ?? channel;
    const messages = messagesOf(now, channel.id, "");
    say(topic, here.topic || (here.kind === "im" ? "Just the two of you" : ""));
    attr(intro, "data-quiet", messages.length ? "true" : null);
    attr(list.node, "data-loading", now.loaded[channel.id] ? null : "true");
    list.update(messages, "");
    writer.update(channelNote(here) ? shortNote(here) : "");
  };
  return { node, update, focus: writer.focus };
}

/** @param {import("./types.js").Channel} channel */
function shortNote(channel) {
  return channel.is_archived
    ? "Archived"
    : channel.is_read_only
      ? "Read only"
      : channel.is_shared
        ? "Shared with another company"
        : "bgm is not in here";
}

/** @param {Page} page @param {State} state @returns {Pane} */
export function threadPane(page, state) {
  const { channel, thread } = state.route;
  const place = { channel, thread };
  const title = channelTitle(
    page,
    state.world.channels.find((one) => one.id === channel),
  );
  const writer = composer(page, place, "Reply …");
  const list = messageList(page, place, `Thread in ${title}`);
  const leave = () => page.act.go({ thread: "" });
  const back = h(
    "button",
    { type: "button", class: "icon-button head__back", "aria-label": "Back to the channel", on: { click: leave } },
    icon("back"),
  );
  const close = h(
    "button",
    {
      type: "button",
      class: "icon-button head__close",
      "aria-label": "Close the thread",
      title: "Close (Esc)",
      on: { click: leave },
    },
    icon("close"),
  );
  const head = h(
    "header",
    { class: "head" },
    back,
    h(
      "div",
      { class: "head__words" },
      h("h2", { class: "head__title" }, "Thread"),
      h("p", { class: "head__topic" }, title),
    ),
    close,
  );
  const node = h(
    "div",
    {
      class: "pane",
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && !event.defaultPrevented && leave(),
      },
    },
    head,
    list.node,
    writer.node,
  );
  acceptDrops(node, "this thread", writer.upload);
  const update = (/** @type {State} */ now) => {
    const messages = messagesOf(now, channel, thread);
    const replies = messages.filter((message) => message.ts !== thread && !message.ephemeral).length;
    attr(list.node, "data-loading", now.loaded[`${channel}/${thread}`] ? null : "true");
    list.update(messages, replies === 0 ? "No replies yet" : replies === 1 ? "1 reply" : `${replies} replies`);
  };
  return { node, update, focus: writer.focus };
}
