/** A face for a name: initials on the person's colour, or the bot's five bars. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {import("./types.js").User|undefined} user
 * @param {string} name
 * @param {string} [size]
 * @returns {HTMLElement}
 */
export function avatar(user, name, size = "") {
  if (user?.is_bot) return h("span", { class: `avatar avatar--bot ${size}`, "aria-hidden": "true" }, icon("bars"));
  const face = h(
    "span",
    { class: `avatar ${size}`, "aria-hidden": "true" },
    [...name].slice(0, 1).join("").toUpperCase(),
  );
  const color = user?.color ?? "";
  if (/^#?[0-9a-f]{6}$/i.test(color)) face.style.setProperty("--face", color.startsWith("#") ? color : `#${color}`);
  return face;
}
