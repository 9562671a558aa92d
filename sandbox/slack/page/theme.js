/** Light, dark, or as the system says; the choice is remembered in this browser. */

/** @typedef {"system"|"light"|"dark"} Theme */

const KEY = "bgm.theme";

/** @type {{value: Theme, label: string}[]} */
export const THEMES = [
  { value: "system", label: "Like the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** @returns {Theme} */
export function currentTheme() {
  const set = document.documentElement.dataset.theme;
  return set === "light" || set === "dark" ? set : "system";
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    /* storage is switched off: the choice lasts as long as the page */
  }
}
