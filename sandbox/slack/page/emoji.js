/** The emoji this page knows: by their Slack names, by their characters, and by words to find them. */

import { h } from "./dom.js";
import { EMOJI } from "./emoji_art.js";
import { svg } from "./icons.js";

/** @typedef {import("./emoji_art.js").Emoji} Emoji */

/** @type {Record<string, string>} other names that Slack takes */
const ALIASES = {
  thumbsup: "+1",
  black_right_pointing_double_triangle: "fast_forward",
  notes: "musical_note",
  headphone: "headphones",
  hourglass: "hourglass_flowing_sand",
};
const BY_NAME = new Map(EMOJI.map((emoji) => [emoji.name, emoji]));
const BY_CHAR = new Map(EMOJI.map((emoji) => [emoji.char, emoji]));

/** Find by Slack's name, with or without a skin tone. @param {string} name @returns {Emoji|undefined} */
export function named(name) {
  const plain = name.split("::")[0];
  return BY_NAME.get(ALIASES[plain] ?? plain);
}

/** Find by the character itself. @param {string} char @returns {Emoji|undefined} */
export function ofChar(char) {
  return BY_CHAR.get(char.replace(/[\uFE0F\u{1F3FB}-\u{1F3FF}]/gu, ""));
}

/** The characters drawn here, as the inside of a regular expression. */
export const CHARS = EMOJI.map((emoji) => `${emoji.char}\uFE0F?`).join("|");

/** Those whose name or words begin with every word of `query`. @param {string} query @returns {Emoji[]} */
export function search(query) {
  const wanted = query.toLowerCase().replace(/:/g, "").split(/\s+/).filter(Boolean);
  return EMOJI.filter((emoji) => {
    const words = [emoji.name, emoji.char, ...emoji.name.split("_"), ...emoji.words.split(" ")];
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
}

/**
 * A drawn emoji with its name for those who listen.
 * @param {Emoji} emoji
 * @param {boolean} [silent]
 * @returns {HTMLElement}
 */
export function drawn(emoji, silent = false) {
  const shapes = emoji.draw.map(([tag, attributes]) => svg(tag, attributes));
  const picture = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, ...shapes);
  const label = silent ? { "aria-hidden": "true" } : { role: "img", "aria-label": emoji.name.replaceAll("_", " ") };
  return h("span", { class: "emoji", title: `:${emoji.name}:`, "data-emoji": emoji.name, ...label }, picture);
}

/** By name: drawn, or its name in colons. @param {string} name @returns {HTMLElement} */
export function emojiNode(name) {
  const emoji = named(name);
  return emoji ? drawn(emoji) : h("span", { class: "emoji-name" }, `:${name}:`);
}
