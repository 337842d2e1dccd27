import { Theme } from "../colour/palette";
import { KEY } from "./chosen_theme";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function store(theme: Theme): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

/** Returns the theme on show: what the reader chose, else what the system prefers. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.getAttribute("data-theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

/** Wires the theme button (what was chosen before is on show already) and calls `changed` whenever another theme comes on show. */
export function watchTheme(changed: () => void): void {
  const button = document.getElementById("theme");
  const show = () => {
    if (button) button.setAttribute("aria-pressed", String(currentTheme() === "dark"));
    changed();
  };
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next: Theme = currentTheme() === "dark" ? "light" : "dark";
      document.documentElement.setAttribute("data-theme", next);
      store(next);
      show();
    });
  }
  dark.addEventListener("change", show);
  show();
}
