/** A shared file: sound and video play, pictures show, the rest can be taken along. */

import { audioPlayer } from "./audio_player.js";
import { size } from "./clock.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { videoPlayer } from "./video_player.js";

/** @typedef {import("./types.js").File} File */

/**
 * A part that only changes when the file itself does (deleted, renamed): a sound that plays goes on.
 * @param {File} first
 * @returns {import("./dom.js").Part<File>}
 */
export function filePart(first) {
  const version = (/** @type {File} */ file) => [file.url, file.title, file.mimetype, file.deleted].join("\n");
  let now = version(first);
  const node = h("div", { class: "file" }, shown(first));
  const update = (/** @type {File} */ file) => {
    if (version(file) === now) return;
    now = version(file);
    node.replaceChildren(shown(file));
  };
  return { node, update };
}

/** @param {File} file @returns {HTMLElement} */
function shown(file) {
  if (file.deleted)
    return h("p", { class: "gone" }, icon("file"), `${file.title || file.name || "This file"} was deleted.`);
  if (file.mimetype.startsWith("audio/")) return audioPlayer(file);
  if (file.mimetype.startsWith("video/")) return videoPlayer(file);
  if (file.mimetype.startsWith("image/")) return picture(file.url, file.alt_txt ?? file.title);
  return h(
    "a",
    { class: "attachment", href: file.url, download: file.name },
    icon("file"),
    h("span", { class: "attachment__name" }, file.title || file.name),
    h("span", { class: "attachment__size" }, size(file.size)),
  );
}

/**
 * A picture that says in words what it shows.
 * @param {string} url
 * @param {string} alt
 * @param {string} [title]
 * @returns {HTMLElement}
 */
export function picture(url, alt, title = "") {
  const image = h("img", { class: "picture__image", src: url, alt, decoding: "async" });
  const missing = h("p", { class: "picture__missing", hidden: true }, alt || "A picture that cannot be shown.");
  image.addEventListener("error", () => {
    image.hidden = true;
    missing.hidden = false;
  });
  return h("figure", { class: "picture" }, title && h("figcaption", {}, title), image, missing);
}
