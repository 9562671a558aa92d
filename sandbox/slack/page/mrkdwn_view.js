/** mrkdwn on the page: every word a text node, every ping a pill that cannot be overlooked. */

import { h } from "./dom.js";
import { drawn, emojiNode, ofChar } from "./emoji.js";
import { parse, safeUrl } from "./mrkdwn.js";

/** @typedef {import("./mrkdwn.js").Mark} Mark */
/** @typedef {{userName: (id: string) => string, channelName: (id: string) => string, me: string}} Names */

const TAGS = { bold: "strong", italic: "em", strike: "s", quote: "blockquote" };

/**
 * @param {import("./types.js").TextObject|undefined} text a text object; plain_text is not read as mrkdwn
 * @param {Names} names
 * @returns {DocumentFragment}
 */
export function textObject(text, names) {
  if (text?.type === "mrkdwn") return mrkdwn(text.text ?? "", names);
  return plain(text?.text ?? "");
}

/** @param {string} source @param {Names} names @returns {DocumentFragment} */
export function mrkdwn(source, names) {
  return all(parse(source), names);
}

/** Plain text: only emoji and bars are drawn. @param {string} text @returns {DocumentFragment} */
export function plain(text) {
  const parts = text.split(/(:[a-z0-9_+'-]+:|[▓▒░█■□▰▱]{3,})/u);
  const nodes = parts.map((part, index) => {
    if (index % 2 === 0) return chars(part);
    return part.startsWith(":") ? emojiNode(part.slice(1, -1)) : bar(part);
  });
  return fragment(nodes);
}

/** @param {(Node|string)[]} nodes @returns {DocumentFragment} */
function fragment(nodes) {
  const whole = document.createDocumentFragment();
  whole.append(...nodes);
  return whole;
}

/** Text whose known emoji characters are drawn. @param {string} text @returns {DocumentFragment} */
function chars(text) {
  return fragment(
    [...text.split(/(\p{Extended_Pictographic}\uFE0F?)/u)].map((part) => {
      const emoji = ofChar(part);
      return emoji ? drawn(emoji) : part;
    }),
  );
}

/** @param {Mark[]} marks @param {Names} names @returns {DocumentFragment} */
function all(marks, names) {
  return fragment(marks.map((mark) => node(mark, names)));
}

/** @param {Mark} mark @param {Names} names @returns {Node} */
function node(mark, names) {
  switch (mark.kind) {
    case "bold":
    case "italic":
    case "strike":
    case "quote":
      return h(TAGS[mark.kind], {}, all(mark.children, names));
    case "code":
      return /^[▓▒░█■□▰▱]{3,}$/u.test(mark.text) ? bar(mark.text) : h("code", {}, bars(mark.text));
    case "pre":
      return h("pre", { tabindex: "0" }, h("code", {}, bars(mark.text)));
    case "bar":
      return bar(mark.text);
    case "emoji":
      return emojiNode(mark.name);
    case "char":
      return chars(mark.text);
    case "url":
      return link(mark.text, mark.text);
    case "link":
      return link(mark.href, mark.text);
    case "user":
      return userPill(mark.id, mark.label, names);
    case "channel":
      return h("a", { class: "pill", href: `#/${mark.id}` }, `#${names.channelName(mark.id) || mark.label || mark.id}`);
    case "special":
      return special(mark.id, mark.label);
    default:
      return document.createTextNode(mark.text);
  }
}

/** @param {string} href @param {string} text @returns {Node} */
function link(href, text) {
  const url = safeUrl(href);
  return url
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text)
    : document.createTextNode(text);
}

/** @param {string} id @param {string} label @param {Names} names @returns {HTMLElement} */
function userPill(id, label, names) {
  return h(
    "span",
    { class: id === names.me ? "pill pill--me" : "pill", "data-user": id },
    `@${names.userName(id) || label || id}`,
  );
}

/**
 * <!channel> and its kind call everybody: loud. Dates and the like read as their fallback.
 * @param {string} id
 * @param {string} label
 */
function special(id, label) {
  const everybody = /^(channel|here|everyone)/.test(id);
  return h(
    "span",
    { class: everybody ? "pill pill--loud" : "pill", "data-special": id },
    everybody ? `@${id.split("^")[0]}` : label || id,
  );
}

/** @param {string} text @returns {DocumentFragment} */
function bars(text) {
  return fragment(text.split(/([▓▒░█■□▰▱]{3,})/u).map((part, index) => (index % 2 ? bar(part) : part)));
}

/**
 * A row of ▓ and ░ as a real bar. The characters stay in the text, so that copying and searching find them.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function bar(text) {
  const full = [...text].filter((char) => "▓█■▰".includes(char)).length;
  const percent = Math.round((100 * full) / [...text].length);
  const element = h(
    "span",
    { class: "bar", role: "img", "aria-label": `${percent} %` },
    h("span", { class: "bar__text" }, text),
  );
  element.style.setProperty("--full", `${percent}%`);
  return element;
}
