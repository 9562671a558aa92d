/** Block Kit blocks of a message or a modal, each made from data and kept while its data stays the same. */

import { h, keyed, remade } from "./dom.js";
import { element } from "./elements.js";
import { picture } from "./file.js";
import { safeUrl } from "./mrkdwn.js";
import { plain, textObject } from "./mrkdwn_view.js";

/** @typedef {import("./types.js").Block} Block */
/** @typedef {import("./page.js").Page} Page */
/** @typedef {(block: string, action: string, chosen?: object) => Promise<import("./types.js").Answer>} Click */

/**
 * @param {Page} page
 * @param {HTMLElement} node
 * @param {Block[]} blocks
 * @param {Click} click
 * @param {(block: Block) => HTMLElement|null} [special] takes a block over
 */
export function showBlocks(page, node, blocks, click, special) {
  const items = blocks.map((block, index) => ({
    index,
    block,
    url: imageUrl(page, block),
    side: block.accessory ? imageUrl(page, block.accessory) : "",
  }));
  const make = remade((/** @type {typeof items[0]} */ item) => special?.(item.block) ?? one(page, item, click));
  keyed(node, items, (item) => `${item.block.block_id ?? item.index}:${item.block.type}`, make);
}

/**
 * Where an image's bytes are: its own address, or the file that was shared.
 * @param {Page} page
 * @param {Block|import("./types.js").Element} image
 */
function imageUrl(page, image) {
  const file = image.slack_file;
  if (file?.id) return page.state().files[file.id]?.url ?? `/sandbox-files/${encodeURIComponent(file.id)}/picture`;
  if (file) return safeUrl(file.url ?? "");
  const url = image.image_url ?? "";
  return url.startsWith("/") && !url.startsWith("//") ? url : safeUrl(url);
}

/**
 * @param {Page} page
 * @param {{block: Block, url: string, side: string}} item
 * @param {Click} click
 * @returns {HTMLElement}
 */
function one(page, item, click) {
  const { block } = item;
  const text = (/** @type {any} */ value) => textObject(value, page.names);
  const press = (/** @type {string} */ action, /** @type {object|undefined} */ chosen) =>
    click(block.block_id ?? "", action, chosen);
  const control = (/** @type {any} */ part, url = "") =>
    part.type === "image" ? small(url || imageUrl(page, part), part.alt_text) : element(page, part, press);
  switch (block.type) {
    case "header":
      return h("h3", { class: "block block--header" }, plain(block.text?.text ?? ""));
    case "divider":
      return h("hr", { class: "block block--divider" });
    case "image":
      return h(
        "div",
        { class: "block block--image" },
        picture(item.url, block.alt_text ?? "", block.title?.text ?? ""),
      );
    case "actions":
      return h(
        "div",
        { class: "block block--actions", role: "group", "aria-label": "Actions" },
        ...(block.elements ?? []).map((part) => control(part)),
      );
    case "context":
      return h(
        "div",
        { class: "block block--context" },
        ...(block.elements ?? []).map((part) => (part.type === "image" ? control(part) : h("span", {}, text(part)))),
      );
    case "section": {
      const fields = (block.fields ?? []).map((field) => h("div", { class: "field" }, text(field)));
      const body = h(
        "div",
        { class: "section__body" },
        block.text && h("div", { class: "text" }, text(block.text)),
        fields.length > 0 && h("div", { class: "fields" }, ...fields),
      );
      return h(
        "div",
        { class: "block block--section" },
        body,
        block.accessory && h("div", { class: "section__side" }, control(block.accessory, item.side)),
      );
    }
    default:
      return h(
        "p",
        { class: "block block--unknown" },
        `A block of type “${block.type}”, which this page does not draw.`,
      );
  }
}

/** @param {string} url @param {string} [alt] @returns {HTMLElement} */
function small(url, alt = "") {
  return url ? h("img", { class: "thumb", src: url, alt }) : h("span", {}, alt);
}
