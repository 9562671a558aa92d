/** "3 replies, last at 10:32": the way from a message to its thread. */

import { avatar } from "./avatar.js";
import { hourOf } from "./clock.js";
import { attr, h } from "./dom.js";
import { isRoot, messagesOf } from "./state.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {import("./page.js").Page} page
 * @param {{channel: string, thread: string}} place
 * @param {() => void} open
 * @returns {import("./dom.js").Part<Message>}
 */
export function threadBar(page, place, open) {
  const faces = h("span", { class: "thread-bar__faces" });
  const count = h("span", { class: "thread-bar__count" });
  const last = h("span", { class: "thread-bar__last" });
  const dot = h("span", { class: "dot", hidden: true, role: "img", "aria-label": "new replies" });
  const node = h(
    "button",
    { type: "button", class: "thread-bar", hidden: true, on: { click: open } },
    faces,
    count,
    last,
    dot,
  );
  let drawnFor = "";
  const update = (/** @type {Message} */ message) => {
    const replies = isRoot(message) && !place.thread && !message.ephemeral ? replyCount(page, place, message) : 0;
    attr(node, "hidden", replies === 0);
    if (!replies) return;
    const state = page.state();
    const seen = messagesOf(state, place.channel, message.ts).slice(1);
    const latest = message.latest_reply || seen.at(-1)?.ts;
    const people = message.reply_users?.length ? message.reply_users : [...new Set(seen.map((reply) => reply.user))];
    const open = state.route.thread === message.ts;
    attr(node, "aria-current", open ? "true" : null);
    attr(dot, "hidden", open || !state.unread[`${place.channel}/${message.ts}`]);
    const drawing = [replies, latest, ...people].join();
    if (drawing === drawnFor) return;
    drawnFor = drawing;
    count.textContent = replies === 1 ? "1 reply" : `${replies} replies`;
    last.textContent = latest ? `last at ${hourOf(latest)}` : "";
    faces.replaceChildren(
      ...people.slice(0, 3).map((id) =>
        avatar(
          state.world.users.find((user) => user.id === id),
          page.names.userName(id) || "?",
          "avatar--tiny",
        ),
      ),
    );
  };
  return { node, update };
}

/**
 * The server's count, or what is known here where that is more.
 * @param {import("./page.js").Page} page
 * @param {{channel: string}} place
 * @param {Message} message
 */
function replyCount(page, place, message) {
  const known = messagesOf(page.state(), place.channel, message.ts).filter(
    (reply) => reply.ts !== message.ts && !reply.ephemeral,
  );
  return Math.max(message.reply_count ?? 0, known.length);
}
