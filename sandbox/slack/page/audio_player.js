/** A file that plays where it stands: play and pause, a scrubber, the time, all of it by keyboard. */

import { size, length } from "./clock.js";
import { decodedLength } from "./decode.js";
import { attr, h, say } from "./dom.js";
import { icon } from "./icons.js";

const STEP_S = 5;
const LEAP_S = 15;

/** @param {import("./types.js").File} file @returns {HTMLElement} */
export function audioPlayer(file) {
  const audio = /** @type {HTMLAudioElement} */ (h("audio", { src: file.url, preload: "metadata" }));
  const button = h("button", { type: "button", class: "player__play", "data-control": `play-${file.id}` });
  const scrub = h("input", {
    type: "range",
    class: "player__scrub",
    min: "0",
    max: "0",
    step: "0.01",
    value: "0",
    "aria-label": `Position in ${file.title}`,
    "data-control": `scrub-${file.id}`,
  });
  const time = h("span", { class: "player__time" }, "0:00");
  const note = h("span", { class: "player__note", role: "status" });
  const toggle = () => (audio.paused ? void audio.play().catch(() => undefined) : audio.pause());
  button.addEventListener("click", toggle);
  scrub.addEventListener("input", () => (audio.currentTime = Number(scrub.value)));
  scrub.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => keys(event, audio, toggle));
  const node = h(
    "div",
    { class: "player", role: "group", "aria-label": `Audio: ${file.title}`, "data-file": file.id },
    audio,
    button,
    h(
      "div",
      { class: "player__main" },
      h("div", { class: "player__title" }, file.title),
      h("div", { class: "player__line" }, scrub, time),
      facts(file, note),
    ),
  );
  follow(audio, { node, button, scrub, time, note, title: file.title });
  return node;
}

/**
 * Kind, size, and what one can do with the file.
 * @param {import("./types.js").File} file
 * @param {HTMLElement} note
 * @returns {HTMLElement}
 */
function facts(file, note) {
  const kind = (file.filetype || file.name.split(".").pop() || "audio").toUpperCase();
  const measure = h(
    "button",
    { type: "button", class: "link-button", title: "Let this browser decode the file and count its samples" },
    "Measure",
  );
  measure.addEventListener("click", async () => {
    say(note, "Measuring …");
    try {
      const found = await decodedLength(file.url);
      say(note, `${length(found.seconds)}${(found.seconds % 1).toFixed(3).slice(1)} decoded`);
      note.title = `${found.samples} samples at ${found.rate} Hz, ${found.channels} channels`;
    } catch (error) {
      say(note, `Cannot be decoded here: ${error instanceof Error ? error.message : error}`);
    }
  });
  const download = h("a", { class: "link-button", href: file.url, download: file.name }, "Download");
  return h("div", { class: "player__facts" }, h("span", {}, `${kind} · ${size(file.size)}`), measure, download, note);
}

/**
 * Keep the controls true to the sound.
 * @param {HTMLAudioElement} audio
 * @param {{node: HTMLElement, button: HTMLElement, scrub: HTMLInputElement, time: HTMLElement, note: HTMLElement, title: string}} ui
 */
function follow(audio, ui) {
  const tick = () => {
    draw();
    if (!audio.paused) requestAnimationFrame(tick);
  };
  const draw = () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : 0;
    attr(ui.scrub, "max", whole);
    ui.scrub.value = String(audio.currentTime);
    ui.scrub.style.setProperty("--at", `${whole ? (100 * audio.currentTime) / whole : 0}%`);
    attr(ui.scrub, "aria-valuetext", `${length(audio.currentTime)} of ${length(whole)}`);
    say(
      ui.time,
      audio.currentTime > 0 ? `${length(audio.currentTime)} / ${length(Math.round(whole))}` : length(Math.round(whole)),
    );
  };
  const state = () => {
    const playing = !audio.paused && !audio.ended;
    ui.node.classList.toggle("player--playing", playing);
    attr(ui.button, "aria-label", `${playing ? "Pause" : "Play"} ${ui.title}`);
    ui.button.replaceChildren(icon(playing ? "pause" : "play"));
    tick();
  };
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, state);
  for (const event of ["loadedmetadata", "durationchange", "seeked"]) audio.addEventListener(event, draw);
  audio.addEventListener("error", () => say(ui.note, "This file can no longer be played."));
  state();
}

/** @param {KeyboardEvent} event @param {HTMLAudioElement} audio @param {() => void} toggle */
function keys(event, audio, toggle) {
  const to = {
    ArrowLeft: -STEP_S,
    ArrowDown: -STEP_S,
    ArrowRight: STEP_S,
    ArrowUp: STEP_S,
    PageDown: -LEAP_S,
    PageUp: LEAP_S,
  }[event.key];
  if (to !== undefined) audio.currentTime = Math.max(0, Math.min(audio.duration || 0, audio.currentTime + to));
  else if (event.key === " " || event.key === "k") toggle();
  else if (event.key === "Home") audio.currentTime = 0;
  else if (event.key === "End") audio.currentTime = audio.duration || 0;
  else return;
  event.preventDefault();
}

/** One at a time: whatever starts to play, sound or video, the others pause. @param {Document} where */
export function playOneAtATime(where) {
  const others = (/** @type {Event} */ event) => {
    for (const one of where.querySelectorAll("audio, video"))
      if (one instanceof HTMLMediaElement && one !== event.target) one.pause();
  };
  where.addEventListener("play", others, true);
}
