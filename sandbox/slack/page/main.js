/** Puts the page together: state, address, panes, and the person's session. */

import { actsOf } from "./acts.js";
import { announcer, reader } from "./announce.js";
import { playOneAtATime } from "./audio_player.js";
import { attr, h } from "./dom.js";
import { openMemory } from "./memory.js";
import { modalHost } from "./modal.js";
import { namesOf } from "./page.js";
import { channelPane, slot, threadPane } from "./pane.js";
import { readRoute, readUser, writeRoute, writeUser } from "./route.js";
import { openSession } from "./session.js";
import { sidebar } from "./sidebar.js";
import { messagesOf, openStore } from "./state.js";
import { title } from "./title.js";
import { toaster } from "./toast.js";

/** @typedef {import("./types.js").State} State */

const store = openStore();
const voice = announcer();
const toasts = toaster();
let session = openSession(store, readUser());

/** @type {import("./page.js").Page} */
const page = {
  state: store.get,
  names: namesOf(store.get),
  memory: openMemory(),
  fail: toasts.show,
  tell: voice.politely,
  act: actsOf(store, () => session.api, { go, become }),
};

const rooms = sidebar(page);
const modal = modalHost(page);
const main = h("main", { class: "frame frame--channel", id: "channel", hidden: true });
const aside = h("aside", { class: "frame frame--thread", "aria-label": "Thread", hidden: true });
const skip = h(
  "a",
  {
    class: "skip",
    href: "#channel",
    on: { click: (/** @type {Event} */ event) => (event.preventDefault(), focusComposer()) },
  },
  "Skip to writing",
);
const app = h("div", { class: "app" }, rooms.node, main, aside);
document.body.append(skip, app, modal.node, toasts.node, voice.node);

const known = (/** @type {State} */ state) =>
  state.world.channels.some((channel) => channel.id === state.route.channel);
const showChannel = slot(
  main,
  (state) => (known(state) ? `${state.world.me} ${state.route.channel}` : ""),
  (state) => channelPane(page, state),
);
const showThread = slot(
  aside,
  (state) =>
    known(state) && state.route.thread ? `${state.world.me} ${state.route.channel}/${state.route.thread}` : "",
  (state) => threadPane(page, state),
);

store.listen((state) => {
  const { route } = state;
  attr(app, "data-pane", route.thread ? "thread" : route.channel ? "channel" : "list");
  attr(app, "data-thread", route.thread ? "open" : null);
  attr(app, "data-offline", state.online ? null : "true");
  rooms.update(state);
  showChannel(state);
  if (showThread(state) && !matchMedia("(hover: none)").matches)
    aside.querySelector("textarea")?.focus({ preventScroll: true });
  modal.update(state.views);
  document.title = title(state);
  if (state.world.channels.length) setRight(state);
});
store.listen(reader(page));

/**
 * An address that leads nowhere is put right: an unknown channel, a thread that is gone, nothing at all where there is room for a channel.
 * @param {State} state
 */
function setRight(state) {
  const { channel, thread } = state.route;
  const roomy = matchMedia("(width >= 720px)").matches;
  if (channel ? !known(state) : roomy || !location.hash) goHome(state);
  else if (thread && state.loaded[`${channel}/${thread}`] && !messagesOf(state, channel, thread).length)
    go({ thread: "" }, true);
}

/** A newcomer lands where the bot already is. @param {State} state */
function goHome(state) {
  const home =
    state.world.channels.find((channel) => channel.is_member && channel.kind === "public" && !channel.is_archived) ??
    state.world.channels[0];
  go({ channel: home.id, thread: "" }, true);
}

/** @param {Partial<import("./types.js").Route>} next @param {boolean} [quietly] */
function go(next, quietly = false) {
  writeRoute({ ...store.get().route, ...next }, quietly);
  follow();
}

/** Do as the address says. */
function follow() {
  const route = readRoute();
  const before = store.get().route;
  if (route.channel === before.channel && route.thread === before.thread) return;
  store.send({ type: "route", route });
  if (before.thread && !route.thread && route.channel === before.channel) returnFocus(before.thread);
  if (route.channel) void session.load(route.channel, route.thread);
}

/** A closed thread gives the focus back to the message it hangs from. @param {string} ts */
function returnFocus(ts) {
  const article = main.querySelector(`article[data-ts="${CSS.escape(ts)}"]`);
  const bar = article?.querySelector(".thread-bar:not([hidden])") ?? article;
  if (bar instanceof HTMLElement) bar.focus({ preventScroll: true });
}

function focusComposer() {
  main.querySelector("textarea")?.focus();
}

/** Be somebody else: a new session, the same place. @param {string} user */
function become(user) {
  session.close();
  writeUser(user);
  store.send({ type: "reset" });
  session = openSession(store, user);
}

playOneAtATime(document);
window.addEventListener("hashchange", follow);
window.addEventListener("popstate", follow);
store.send({ type: "reset" });
store.send({ type: "route", route: readRoute() });
