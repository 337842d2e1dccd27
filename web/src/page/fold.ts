function all(selector: string): HTMLElement[] {
  return Array.prototype.slice.call(document.querySelectorAll(selector)) as HTMLElement[];
}

/** Folds the rest of a long table, which its button opens and folds again. */
function watchTable(button: HTMLElement): void {
  const rest = document.getElementById(button.getAttribute("aria-controls") || "");
  if (!rest) return;
  const show = (isOpen: boolean) => {
    rest.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = button.getAttribute(isOpen ? "data-less" : "data-more");
  };
  show(false);
  button.hidden = false;
  button.addEventListener("click", () => {
    show(rest.hidden);
    // The button moves with the rows: who pressed it wants to see it still.
    button.scrollIntoView({ block: "nearest" });
  });
}

/** Opens or folds all chapters of the summary. */
export function openSummary(isOpen: boolean): void {
  all("details.glance").forEach((chapter) => ((chapter as HTMLDetailsElement).open = isOpen));
}

/** Wires what opens and folds: the rest of long tables, and the summary as a whole. */
export function watchFolds(): void {
  all("button.unfold").forEach(watchTable);
  const button = document.getElementById("open-glance");
  if (!button) return;
  const more = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    openSummary(isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    button.textContent = isOpen ? "Fold by chapter" : more;
  });
}
