/** The page's line icons, drawn here: 20 by 20, in the colour of the text around them. */

const NS = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} stroke paths */
const STROKES = {
  back: "M12 4 6 10l6 6",
  close: "M5 5l10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  reply: "M4 5.5h12v8H9l-3.5 3v-3H4z",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 11.5c1.4 2 4.6 2 6 0M7.6 8h.01M12.4 8h.01",
  clip: "M14.5 9.2 9.4 14.3a3 3 0 0 1-4.3-4.2l6-6a2 2 0 0 1 2.8 2.8l-5.8 5.8a.9.9 0 0 1-1.3-1.3l5-5",
  spark: "M10 3v3M10 14v3M3 10h3M14 10h3M5.5 5.5l1.8 1.8M12.7 12.7l1.8 1.8M14.5 5.5l-1.8 1.8M7.3 12.7l-1.8 1.8",
  hash: "M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h12.5M3.5 12.5H16",
  lock: "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  down: "M5 8l5 5 5-5",
  download: "M10 3v9M6.5 9 10 12.5 13.5 9M4 16h12",
  eye: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 8.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
  theme: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14",
  file: "M5.5 3h6l3 3v11h-9zM11.5 3v3h3",
  check: "M4.5 10.5 8 14l7.5-8",
  archive: "M3.5 4.5h13v3h-13zM4.5 7.5v8h11v-8M8 10.5h4",
  speaker: "M3.5 8v4H6l4 3.5v-11L6 8zM13 7.5c1.4 1.3 1.4 3.7 0 5",
};

/** @type {Record<string, string>} filled paths */
const FILLS = {
  play: "M6.5 4.2v11.6a.6.6 0 0 0 .9.5l9-5.8a.6.6 0 0 0 0-1l-9-5.8a.6.6 0 0 0-.9.5z",
  pause: "M5.5 4h3v12h-3zM11.5 4h3v12h-3z",
  send: "M3 3.6v4.9l7 1.5-7 1.5v4.9a.6.6 0 0 0 .9.5l13.4-6.4a.6.6 0 0 0 0-1L3.9 3.1a.6.6 0 0 0-.9.5z",
  bars: "M2 8.25h1.8v3.5H2zM5.55 5.5h1.8v9h-1.8zM9.1 2.5h1.8v15H9.1zM12.65 6h1.8v8h-1.8zM16.2 8.25H18v3.5h-1.8z",
};

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...Element} children
 * @returns {SVGElement}
 */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * An icon, hidden from assistive tools: the control around it has the words.
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const filled = name in FILLS;
  const path = svg("path", { d: filled ? FILLS[name] : (STROKES[name] ?? "") });
  return svg(
    "svg",
    { class: filled ? "icon icon--filled" : "icon", viewBox: "0 0 20 20", "aria-hidden": "true" },
    path,
  );
}
