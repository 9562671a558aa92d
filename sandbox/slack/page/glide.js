/** A bar that is drawn anew begins where the old one stood, so that it is seen to move. */

/** Note where the bars inside stand. @param {Element} node @returns {() => void} call it when they were drawn anew */
export function glide(node) {
  const before = bars(node).map((bar) => bar.style.getPropertyValue("--full"));
  return () =>
    bars(node).forEach((bar, index) => {
      const goal = bar.style.getPropertyValue("--full");
      if (before[index] === undefined || before[index] === goal) return;
      bar.style.setProperty("--full", before[index]);
      bar.getBoundingClientRect(); // the browser must have seen the old place
      bar.style.setProperty("--full", goal);
    });
}

/** @param {Element} node @returns {HTMLElement[]} */
function bars(node) {
  return [...node.querySelectorAll("span.bar")].filter((bar) => bar instanceof HTMLElement);
}
