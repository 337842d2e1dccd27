/** Marks the chapter in sight in the navigation. */
export function watchContents(): void {
  const links: { [id: string]: Element } = {};
  const anchors = document.querySelectorAll('.contents a[href^="#"]');
  const observer = new IntersectionObserver(
    (entries) => {
      entries.forEach((entry) => {
        if (!entry.isIntersecting) return;
        for (let i = 0; i < anchors.length; i++) anchors[i]!.removeAttribute("aria-current");
        const link = links[entry.target.id];
        if (link) link.setAttribute("aria-current", "true");
      });
    },
    { rootMargin: "-15% 0px -80% 0px" },
  );
  for (let i = 0; i < anchors.length; i++) {
    const id = (anchors[i]!.getAttribute("href") || "#").slice(1);
    const section = document.getElementById(id);
    if (!section) continue;
    links[id] = anchors[i]!;
    observer.observe(section);
  }
}
