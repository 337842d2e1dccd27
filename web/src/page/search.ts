import { openSummary } from "./fold";

function all(selector: string): HTMLElement[] {
  return Array.prototype.slice.call(document.querySelectorAll(selector)) as HTMLElement[];
}

/** Hides the chapters that have no figure left to show, in the summary and below it. */
function hideEmptyChapters(): void {
  all("section.chapter, details.glance").forEach((chapter) => {
    const left = chapter.querySelectorAll("[data-figure]:not([hidden])").length;
    const some = chapter.querySelectorAll("[data-figure]").length;
    chapter.hidden = some > 0 && left === 0;
  });
}

function apply(text: string, status: HTMLElement | null): void {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let shown = 0;
  all("[data-figure]").forEach((element) => {
    const about = (element.getAttribute("data-about") || "").toLowerCase();
    const matches = words.every((word) => about.indexOf(word) >= 0);
    element.hidden = !matches;
    if (matches && element.classList.contains("figure")) shown++;
  });
  hideEmptyChapters();
  openSummary(words.length > 0);
  if (status) status.textContent = words.length === 0 ? "" : shown + " figures match";
}

/** Wires the search box: it leaves the figures whose text contains every word. */
export function watchSearch(): void {
  const box = document.getElementById("search") as HTMLInputElement | null;
  const status = document.getElementById("search-status");
  if (!box) return;
  (box.closest(".search") as HTMLElement).hidden = false;
  box.addEventListener("input", () => apply(box.value, status));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as HTMLElement).tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      box.focus();
    }
  });
}
