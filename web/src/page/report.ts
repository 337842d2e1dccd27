import { AriaComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { assign, Assignment } from "../colour/assignment";
import { stacksOf } from "../chart/columns";
import { registerCharts } from "../chart/engine";
import { Figure } from "../chart/figure";
import { watchContents } from "./contents";
import { download } from "./download";
import { openSummary, watchFolds } from "./fold";
import { Mount } from "./mount";
import { watchSearch } from "./search";
import { watchTheme } from "./theme";

registerCharts();
use([AriaComponent, TooltipComponent]);

function embeddedFigures(): Figure[] {
  const scripts = document.querySelectorAll('script[type="application/json"][data-id]');
  const figures: Figure[] = [];
  for (let i = 0; i < scripts.length; i++) {
    figures.push(JSON.parse(scripts[i]!.textContent || "{}") as Figure);
  }
  return figures;
}

function entitiesOf(figures: Figure[]): string[] {
  const entities: string[] = [];
  figures.forEach((figure) => figure.series.forEach((series) => entities.push(series.entity)));
  return entities;
}

function watchDownloads(article: HTMLElement, figure: Figure, assignment: Assignment): void {
  const buttons = article.querySelectorAll("[data-download]");
  for (let i = 0; i < buttons.length; i++) {
    const button = buttons[i] as HTMLElement;
    button.addEventListener("click", () => {
      download(figure, button.getAttribute("data-download") || "", assignment);
    });
  }
}

/** Draws what comes into sight first and the rest one by one while the page is idle. */
function drawInTurn(mounts: Mount[], articles: { [id: string]: HTMLElement }): void {
  const observer = new IntersectionObserver(
    (entries) => {
      entries.forEach((entry) => {
        const mount = mounts.filter((each) => each.figure.id === entry.target.id)[0];
        if (entry.isIntersecting && mount && !mount.drawn) mount.draw();
      });
    },
    { rootMargin: "600px 0px" },
  );
  mounts.forEach((mount) => observer.observe(articles[mount.figure.id]!));
  const next = () => {
    const waiting = mounts.filter((mount) => !mount.drawn);
    if (waiting.length === 0) {
      document.documentElement.setAttribute("data-drawn", "all");
      return;
    }
    // Skips what the search hides at the moment: it has no size to draw in.
    const possible = waiting.filter((mount) => mount.visible)[0];
    if (possible) possible.draw();
    window.setTimeout(next, possible ? 15 : 250);
  };
  window.setTimeout(next, 100);
}

/** Draws the figures again whenever their width changes. */
function watchWidth(mounts: Mount[]): void {
  let timer = 0;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => mounts.forEach((mount) => mount.drawn && mount.draw()), 120);
  });
}

/** Prints on white paper at the paper's width, and goes back to the screen afterwards. */
function watchPrint(mounts: Mount[]): void {
  const root = document.documentElement;
  let chosen: string | null = null;
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    chosen = root.getAttribute("data-theme");
    root.setAttribute("data-theme", "light");
    root.classList.add("printing");
    const chapters = document.querySelectorAll<HTMLDetailsElement>("details.glance:not([open])");
    folded = Array.prototype.slice.call(chapters) as HTMLDetailsElement[];
    openSummary(true);
    mounts.forEach((mount) => mount.draw());
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    folded.forEach((chapter) => (chapter.open = false));
    if (chosen) root.setAttribute("data-theme", chosen);
    else root.removeAttribute("data-theme");
    mounts.forEach((mount) => mount.draw());
  });
}

function start(): void {
  document.documentElement.classList.add("scripted");
  const figures = embeddedFigures();
  const assignment = assign(entitiesOf(figures), stacksOf(figures));
  const articles: { [id: string]: HTMLElement } = {};
  const mounts: Mount[] = [];
  figures.forEach((figure) => {
    const article = document.getElementById(figure.id);
    if (!article) return;
    articles[figure.id] = article;
    watchDownloads(article, figure, assignment);
    const mount = new Mount(figure, article, assignment);
    if (mount.drawable) mounts.push(mount);
  });
  watchTheme(() => mounts.forEach((mount) => mount.drawn && mount.draw()));
  watchFolds();
  watchSearch();
  watchContents();
  watchWidth(mounts);
  watchPrint(mounts);
  drawInTurn(mounts, articles);
}

start();
