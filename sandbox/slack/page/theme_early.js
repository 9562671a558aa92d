/* Before the first paint: the colours this person chose the last time, so that nothing flashes. */
try {
  const chosen = localStorage.getItem("bgm.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  /* storage is switched off: the system's colours it is */
}
