/** Where a reader's choice is kept. */
export const KEY = "orrery-theme";

function stored(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null; // A page opened from a file may have no storage; it then follows the system.
  }
}

/** Puts the theme that the reader chose before on show, where it was one. */
export function showChosenTheme(): void {
  const chosen = stored();
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.setAttribute("data-theme", chosen);
  }
}
