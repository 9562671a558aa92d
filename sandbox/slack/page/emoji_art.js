/** How the emoji of this page are drawn, for machines without an emoji font: shapes on a field of 24 by 24. */

/** @typedef {{name: string, char: string, words: string, draw: [string, Record<string, string>][]}} Emoji */

/** @param {string} d @param {string} [paint] @returns {[string, Record<string, string>]} */
const fill = (d, paint = "var(--emoji-ink)") => ["path", { d, fill: paint }];
/** @param {string} d @param {string} [paint] @returns {[string, Record<string, string>]} */
const line = (d, paint = "var(--emoji-ink)") => [
  "path",
  { d, fill: "none", stroke: paint, "stroke-width": "2.2", "stroke-linecap": "round", "stroke-linejoin": "round" },
];
/** @param {string} [paint] @returns {[string, Record<string, string>]} */
const tile = (paint = "var(--emoji-tile)") => [
  "rect",
  { x: "1.5", y: "1.5", width: "21", height: "21", rx: "6", fill: paint },
];

const LOOP =
  "M6.5 11.5V10a2.5 2.5 0 0 1 2.5-2.5h8M14.5 5l2.5 2.5-2.5 2.5M17.5 12.5V14a2.5 2.5 0 0 1-2.5 2.5H7M9.5 14 7 16.5 9.5 19";
const ROUND = "M6.5 10.5a6 6 0 0 1 10.5-2.2M17.3 5v3.5h-3.5M17.5 13.5A6 6 0 0 1 7 15.7M6.7 19v-3.5h3.5";
const HEART = "M12 20.5S3 15.2 3 8.8A4.8 4.8 0 0 1 12 6.5a4.8 4.8 0 0 1 9 2.3c0 6.4-9 11.7-9 11.7z";
const THUMB =
  "M3 11h4v9.5H3zM8.2 11.2 12 3.2c1.9 0 2.8 1.4 2.5 3.1l-.6 3.2h5.2c1.3 0 2.1 1.1 1.8 2.3l-1.7 6.9a2.3 2.3 0 0 1-2.2 1.8H8.2z";

/** @type {Emoji[]} */
export const EMOJI = [
  {
    name: "fast_forward",
    char: "⏩",
    words: "extend longer skip",
    draw: [tile(), fill("M5 7v10l6.5-5zM12 7v10l6.5-5z")],
  },
  { name: "heavy_plus_sign", char: "➕", words: "extend plus add more", draw: [tile(), line("M12 6.5v11M6.5 12h11")] },
  { name: "arrow_forward", char: "▶", words: "extend play", draw: [tile(), fill("M8.5 6.5v11l9-5.5z")] },
  { name: "repeat", char: "🔁", words: "again regenerate another loop", draw: [tile(), line(LOOP)] },
  { name: "arrows_counterclockwise", char: "🔄", words: "again regenerate refresh", draw: [tile(), line(ROUND)] },
  {
    name: "x",
    char: "❌",
    words: "cancel no withdraw delete cross",
    draw: [
      [
        "path",
        {
          d: "M5.5 5.5l13 13M18.5 5.5l-13 13",
          fill: "none",
          stroke: "#e5484d",
          "stroke-width": "4",
          "stroke-linecap": "round",
        },
      ],
    ],
  },
  { name: "heart", char: "❤", words: "love like", draw: [fill(HEART, "#e5484d")] },
  { name: "+1", char: "👍", words: "thumbsup yes good like", draw: [fill(THUMB, "#eeb02f")] },
  {
    name: "eyes",
    char: "👀",
    words: "look see watching",
    draw: [
      ["ellipse", { cx: "7", cy: "12", rx: "4.5", ry: "6", fill: "#fff", stroke: "#8b8798", "stroke-width": "1" }],
      ["ellipse", { cx: "17", cy: "12", rx: "4.5", ry: "6", fill: "#fff", stroke: "#8b8798", "stroke-width": "1" }],
      ["circle", { cx: "8.3", cy: "13", r: "2.3", fill: "#22212e" }],
      ["circle", { cx: "18.3", cy: "13", r: "2.3", fill: "#22212e" }],
    ],
  },
  {
    name: "tada",
    char: "🎉",
    words: "party hooray celebrate done",
    draw: [
      fill("M3.5 20.5 8 8l8 8z", "#eeb02f"),
      line("M14 9.5c.5-2 2-3.5 4.5-3.5M16.5 12.5c1.5-.7 3-.5 4 .7M11.5 6.5c.6-1.2.4-2.5-.5-3.5", "#4fa3e0"),
      ["circle", { cx: "20", cy: "9", r: "1.2", fill: "#e5484d" }],
      ["circle", { cx: "15", cy: "3.8", r: "1.2", fill: "#3fae7c" }],
    ],
  },
  {
    name: "white_check_mark",
    char: "✅",
    words: "done yes ok",
    draw: [tile("#2f9e6b"), line("M7 12.5l3.5 3.5L17 8.5")],
  },
  {
    name: "musical_note",
    char: "🎵",
    words: "music note song",
    draw: [
      [
        "path",
        {
          d: "M9 17.5V5.5l10-2v12",
          fill: "none",
          stroke: "var(--accent)",
          "stroke-width": "2.2",
          "stroke-linejoin": "round",
        },
      ],
      ["circle", { cx: "6.8", cy: "17.5", r: "2.8", fill: "var(--accent)" }],
      ["circle", { cx: "16.8", cy: "15.5", r: "2.8", fill: "var(--accent)" }],
    ],
  },
  {
    name: "headphones",
    char: "🎧",
    words: "listen music",
    draw: [
      ["path", { d: "M4.5 14v-2a7.5 7.5 0 0 1 15 0v2", fill: "none", stroke: "#8b8798", "stroke-width": "2.4" }],
      ["rect", { x: "3", y: "13", width: "5", height: "8", rx: "2.2", fill: "var(--accent)" }],
      ["rect", { x: "16", y: "13", width: "5", height: "8", rx: "2.2", fill: "var(--accent)" }],
    ],
  },
  {
    name: "hourglass_flowing_sand",
    char: "⏳",
    words: "wait time working",
    draw: [
      [
        "path",
        {
          d: "M6 3h12M6 21h12M7.5 3v3.5L12 12l4.5-5.5V3M7.5 21v-3.5L12 12l4.5 5.5V21",
          fill: "none",
          stroke: "#8b8798",
          "stroke-width": "2",
          "stroke-linejoin": "round",
          "stroke-linecap": "round",
        },
      ],
      fill("M9 20l3-4 3 4zM10 8h4l-2 2.5z", "#eeb02f"),
    ],
  },
  {
    name: "warning",
    char: "⚠",
    words: "attention careful",
    draw: [fill("M12 3 22 20.5H2z", "#eeb02f"), line("M12 9.5v5M12 17.6v.01", "#22212e")],
  },
  {
    name: "no_entry_sign",
    char: "🚫",
    words: "stop forbidden",
    draw: [
      ["circle", { cx: "12", cy: "12", r: "8.5", fill: "none", stroke: "#e5484d", "stroke-width": "3" }],
      ["path", { d: "M6 6l12 12", stroke: "#e5484d", "stroke-width": "3" }],
    ],
  },
];
