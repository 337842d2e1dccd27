function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function unfold(open: boolean): void {
  document.documentElement.classList.toggle("unfolded", open);
  document.getElementById("fold")!.setAttribute("aria-expanded", String(open));
}

/** Wires the keys that every view knows: / goes to its search, Esc folds the navigation. */
export function watchKeys(): void {
  const fold = document.getElementById("fold")!;
  const isOpen = () => document.documentElement.classList.contains("unfolded");
  fold.addEventListener("click", () => unfold(!isOpen()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) {
      unfold(false);
      fold.focus();
    }
    if (event.key !== "/" || isTyping(event.target)) return;
    const search = document.querySelector<HTMLInputElement>("main [data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
