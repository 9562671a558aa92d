/** The first thing a newcomer reads in a channel: what to type, with examples to start from. */

import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { icon } from "./icons.js";

/** Briefs that work as they stand. @type {{text: string, why: string}[]} */
export const IDEAS = [
  { text: '/bgm calm lo-fi instrumental 0:45 for "Onboarding"', why: "a mood, a style, an exact length, a title" },
  { text: "/bgm warm acoustic, no drums, 30 s", why: "leave something out" },
  { text: "/bgm energetic synthwave 104 bpm 0:52", why: "an exact tempo" },
  { text: "/bgm dark cinematic drone 1:20 wav", why: "another format" },
];

/** What a reaction asks for. @type {[string, string][]} */
const WAYS = [
  ["fast_forward", "extends it"],
  ["repeat", "makes another take"],
  ["x", "cancels"],
];

/**
 * @param {import("./types.js").Channel} channel @param {string} title
 * @param {(text: string) => void} fill puts an example into the composer; it is not sent
 * @returns {HTMLElement}
 */
export function welcome(channel, title, fill) {
  const idea = (/** @type {typeof IDEAS[0]} */ { text, why }) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "idea", on: { click: () => fill(text) } },
        h("span", { class: "idea__text" }, text),
        h("span", { class: "idea__why" }, why),
      ),
    );
  return h(
    "section",
    { class: "welcome", "aria-label": "How to begin" },
    h("span", { class: "welcome__mark", "aria-hidden": "true" }, icon("bars")),
    h("h2", { class: "welcome__title" }, channel.kind === "im" ? `You and ${title}` : `This is ${title}`),
    h(
      "p",
      { class: "welcome__text" },
      "Say what music you need: type ",
      h("kbd", {}, "/bgm"),
      ", a mood, a style and a length. It is made here, in a thread of its own. Pick one to start from; it waits in the box below until you press Enter.",
    ),
    note(channel),
    h("ul", { class: "ideas" }, ...IDEAS.map(idea)),
    h(
      "ul",
      { class: "ways", "aria-label": "What reactions do on a finished bed" },
      ...WAYS.map(([name, text]) => h("li", {}, emojiNode(name), text)),
    ),
  );
}

/** What is awkward about a channel, said before one runs into it. @param {import("./types.js").Channel} channel */
function note(channel) {
  const words = channelNote(channel);
  return words && h("p", { class: "welcome__note" }, words);
}

/** @param {import("./types.js").Channel} channel @returns {string} */
export function channelNote(channel) {
  if (channel.is_archived) return "This channel is archived: nobody can write here. Try it, and see what bgm says.";
  if (channel.is_read_only) return "Only admins may post here. Try it, and see what bgm says.";
  if (channel.is_shared) return "This channel is shared with another company.";
  if (channel.kind === "private" && !channel.is_member)
    return "bgm is not in this private channel. Ask it anyway: it should say how to invite it.";
  return "";
}
