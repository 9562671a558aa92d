/** The left-hand pane: the channels, who one is, and the colours. */

import { avatar } from "./avatar.js";
import { attr, h, keyed, say } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { THEMES, chooseTheme, currentTheme } from "./theme.js";

/** @typedef {import("./types.js").Channel} Channel */
/** @typedef {import("./types.js").State} State */

/** @param {import("./page.js").Page} page @returns {{node: HTMLElement, update: (state: State) => void}} */
export function sidebar(page) {
  const team = h("p", { class: "brand__team" });
  const brand = h(
    "div",
    { class: "brand" },
    h("span", { class: "brand__mark", "aria-hidden": "true" }, icon("bars")),
    h("div", {}, h("h1", { class: "brand__name" }, "bgm sandbox"), team),
  );
  const rooms = group(page, "Channels");
  const direct = group(page, "Direct messages");
  const status = h("p", { class: "presence", role: "status" });
  const me = personButton(page);
  const theme = themeButton();
  const node = h(
    "nav",
    { class: "sidebar", "aria-label": "Channels" },
    brand,
    h("div", { class: "sidebar__lists" }, rooms.node, direct.node),
    h("footer", { class: "sidebar__foot" }, status, h("div", { class: "sidebar__row" }, me.node, theme)),
  );
  node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => walk(event, node));
  const update = (/** @type {State} */ state) => {
    say(team, state.world.team.name);
    rooms.update(state.world.channels.filter((channel) => channel.kind !== "im"));
    direct.update(state.world.channels.filter((channel) => channel.kind === "im"));
    const { connected, name } = state.world.bot;
    say(
      status,
      !state.online ? "Reconnecting to the sandbox …" : connected ? `${name} is here` : `${name} is not connected`,
    );
    attr(status, "data-presence", !state.online ? "lost" : connected ? "here" : "away");
    me.update(state);
  };
  return { node, update };
}

/** @param {import("./page.js").Page} page @param {string} title */
function group(page, title) {
  const list = h("ul", { class: "channels" });
  const node = h("section", { class: "channel-group" }, h("h2", { class: "channel-group__title" }, title), list);
  const update = (/** @type {Channel[]} */ channels) => {
    attr(node, "hidden", channels.length === 0);
    keyed(
      list,
      channels,
      (channel) => channel.id,
      (channel) => channelRow(page, channel),
    );
  };
  return { node, update };
}

/** @param {import("./page.js").Page} page @param {Channel} first @returns {import("./dom.js").Part<Channel>} */
function channelRow(page, first) {
  const name = h("span", { class: "channel__name" });
  const dot = h("span", { class: "dot", role: "img", "aria-label": "unread", hidden: true });
  const sign = h("span", { class: "channel__sign" });
  const link = h("a", { class: "channel", href: `#/${first.id}`, "data-channel": first.id }, sign, name, dot);
  const node = h("li", {}, link);
  const update = (/** @type {Channel} */ channel) => {
    const state = page.state();
    const open = state.route.channel === channel.id;
    const unread = Boolean(state.unread[channel.id]) && !open;
    say(name, channel.kind === "im" ? state.world.bot.name : channel.name);
    const kind = channel.is_archived
      ? "archive"
      : channel.kind === "im"
        ? "bars"
        : channel.kind === "private"
          ? "lock"
          : channel.is_read_only
            ? "speaker"
            : "hash";
    if (sign.dataset.kind !== kind) sign.replaceChildren(icon(kind));
    sign.dataset.kind = kind;
    attr(link, "aria-current", open ? "page" : null);
    attr(link, "class", `channel${unread ? " channel--unread" : ""}${channel.is_archived ? " channel--archived" : ""}`);
    attr(dot, "hidden", !unread);
  };
  return { node, update };
}

/** Who one is in this window, and the way to be somebody else. @param {import("./page.js").Page} page */
function personButton(page) {
  const face = h("span", { class: "person__face" });
  const name = h("span", { class: "person__name" });
  const node = h(
    "button",
    { type: "button", class: "person", "aria-haspopup": "menu", title: "Be somebody else in this window" },
    face,
    name,
    icon("down"),
  );
  let shown = "";
  node.addEventListener("click", () => {
    const { users, me } = page.state().world;
    const people = users.filter((user) => !user.is_bot);
    openMenu(
      node,
      "Who you are",
      people.map((user) => ({
        label: user.real_name || user.name,
        checked: user.id === me,
        run: () => page.act.become(user.id),
      })),
    );
  });
  const update = (/** @type {State} */ state) => {
    const user = state.world.users.find((one) => one.id === state.world.me);
    if (!user || shown === user.id) return;
    shown = user.id;
    const whole = user.real_name || user.name;
    face.replaceChildren(avatar(user, whole, "avatar--small"));
    say(name, whole);
    attr(node, "aria-label", `You are ${whole}. Be somebody else`);
  };
  return { node, update };
}

/** @returns {HTMLElement} */
function themeButton() {
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Colours",
      title: "Colours: light or dark",
      "aria-haspopup": "menu",
      "data-theme-button": "",
    },
    icon("theme"),
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      "Colours",
      THEMES.map(({ value, label }) => ({ label, checked: currentTheme() === value, run: () => chooseTheme(value) })),
    ),
  );
  return node;
}

/** Up and Down walk the channels. @param {KeyboardEvent} event @param {HTMLElement} node */
function walk(event, node) {
  const links = /** @type {HTMLElement[]} */ ([...node.querySelectorAll("a.channel")]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, to))].focus();
}
