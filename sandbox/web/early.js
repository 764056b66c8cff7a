// Puts the remembered look on the page before its first paint.
// Refuses to do anything else: theme.js owns the choice.
try {
  const look = localStorage.getItem("atelier.theme");
  if (look === "light" || look === "dark") document.documentElement.dataset.theme = look;
} catch {
  document.documentElement.removeAttribute("data-theme");
}
