/** Slack's mrkdwn as a tree: pure, knows nothing of the DOM. What it cannot read stays text. */

import { CHARS } from "./emoji.js";

/**
 * @typedef {{kind: "text"|"code"|"pre"|"url"|"bar"|"char", text: string} | {kind: "emoji", name: string}
 *   | {kind: "bold"|"italic"|"strike"|"quote", children: Mark[]} | {kind: "link", href: string, text: string}
 *   | {kind: "user"|"channel"|"special", id: string, label: string}} Mark
 */

const edge = (/** @type {string} */ sign, /** @type {string} */ name) =>
  `(?<![\\p{L}\\p{N}${sign}])[${sign}](?=[^\\s${sign}])(?<${name}>[^${sign}\\n]*[^\\s${sign}])[${sign}](?![\\p{L}\\p{N}${sign}])`;

const INLINE = new RegExp(
  [
    "<(?<entity>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    edge("*", "bold"),
    edge("_", "italic"),
    edge("~", "strike"),
    ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):",
    "(?<url>https?://[^\\s<>|]+)",
    "(?<bar>[▓▒░█■□▰▱]{3,})",
    `(?<char>${CHARS})`,
  ].join("|"),
  "gu",
);

/** Undo Slack's three entities, each once. @param {string} text @returns {string} */
export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[/** @type {"amp"} */ (name)]);
}

/** A web address that may be opened, or "". @param {string} href @returns {string} */
export function safeUrl(href) {
  return /^https?:\/\/[^\s]+$/i.test(href) ? href : "";
}

/** @param {string} source mrkdwn as the API carries it @returns {Mark[]} */
export function parse(source) {
  return source.split(/```([\s\S]*?)```/).flatMap((part, index) => {
    if (index % 2) return [{ kind: "pre", text: decode(part.replace(/^\n|\n$/g, "")) }];
    return lines(index ? part.replace(/^\n/, "") : part);
  });
}

/** Quotes line by line, the rest inline. @param {string} part @returns {Mark[]} */
function lines(part) {
  /** @type {Mark[]} */ const marks = [];
  for (const run of part.split(/((?:^(?:&gt;|>)[^\n]*(?:\n|$))+)/m)) {
    if (/^(?:&gt;|>)/.test(run))
      marks.push({ kind: "quote", children: inline(run.replace(/^(?:&gt;|>) ?/gm, "").replace(/\n$/, "")) });
    else marks.push(...inline(run));
  }
  return marks;
}

/** @param {string} text @returns {Mark[]} */
function inline(text) {
  /** @type {Mark[]} */ const marks = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) marks.push({ kind: "text", text: decode(text.slice(at, match.index)) });
    marks.push(mark(match));
    at = match.index + match[0].length;
  }
  if (at < text.length) marks.push({ kind: "text", text: decode(text.slice(at)) });
  return marks;
}

/** @param {RegExpMatchArray} match @returns {Mark} */
function mark(match) {
  const found = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined);
  const [name, value] = found ?? ["text", match[0]];
  if (name === "entity") return entity(value);
  if (name === "bold" || name === "italic" || name === "strike") return { kind: name, children: inline(value) };
  if (name === "emoji") return { kind: "emoji", name: value };
  return { kind: /** @type {"code"} */ (name), text: decode(value) };
}

/** What stands between < and >. @param {string} body @returns {Mark} */
function entity(body) {
  const [target, ...rest] = body.split("|");
  const label = decode(rest.join("|"));
  if (/^@[UW][A-Z0-9_]*$/.test(target)) return { kind: "user", id: target.slice(1), label };
  if (/^#[CGD][A-Z0-9_]*$/.test(target)) return { kind: "channel", id: target.slice(1), label };
  if (target.startsWith("!")) return { kind: "special", id: target.slice(1), label };
  const href = safeUrl(decode(target));
  return href ? { kind: "link", href, text: label || href } : { kind: "text", text: decode(`<${body}>`) };
}

/** The words alone, for those who listen and for titles. @param {string} source @returns {string} */
export function words(source) {
  /** @type {(item: Mark) => string} */
  const flat = (item) => {
    if ("children" in item) return item.children.map(flat).join("");
    if (item.kind === "bar") return "";
    if (item.kind === "emoji") return `:${item.name}:`;
    return "text" in item ? item.text : item.label || item.id;
  };
  return parse(source).map(flat).join("").replace(/\s+/g, " ").trim();
}
