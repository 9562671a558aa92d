/** A video that plays where it stands, with the browser's own controls. */

import { size } from "./clock.js";
import { attr, h } from "./dom.js";

/** @param {import("./types.js").File} file @returns {HTMLElement} */
export function videoPlayer(file) {
  const video = h("video", {
    class: "video__picture",
    src: file.url,
    controls: true,
    preload: "metadata",
    playsinline: true,
    "aria-label": `Video: ${file.title}`,
  });
  const missing = h("p", { class: "picture__missing", hidden: true }, "This browser cannot play this video.");
  video.addEventListener("error", () => {
    attr(video, "hidden", true);
    attr(missing, "hidden", null);
  });
  const kind = (file.filetype || file.name.split(".").pop() || "video").toUpperCase();
  const download = h("a", { class: "link-button", href: file.url, download: file.name }, "Download");
  return h(
    "figure",
    { class: "video", "data-file": file.id },
    h("figcaption", { class: "player__title" }, file.title),
    video,
    missing,
    h("div", { class: "player__facts" }, h("span", {}, `${kind} · ${size(file.size)}`), download),
  );
}
