import { Facets } from "../shell/answers";
import { fill, h, setText } from "../shell/dom";
import { Loader } from "../shell/loader";
import { days, moment } from "../shell/units";
import { Page, Place, View } from "../shell/view";
import { FilterBar } from "../filters/bar";
import { Filters } from "../filters/filters";
import { FigureEntry, StudyIndex } from "./answer";
import { Panel } from "./panel";
import { studyIndex } from "./store";

const ALL = [
  "time",
  "grain",
  "source_class",
  "author",
  "model",
  "provider",
  "account",
  "app",
].concat(["country", "category", "byok"]);

/** Sorts the figures into chapters; figures of a chapter that is not listed come last. */
function chaptersOf(index: StudyIndex): { title: string; key: string; figures: FigureEntry[] }[] {
  const chapters = index.chapters.map((chapter) => ({
    ...chapter,
    figures: index.figures.filter((figure) => figure.chapter === chapter.key),
  }));
  const known = new Set(index.chapters.map(({ key }) => key));
  const figures = index.figures.filter((figure) => !known.has(figure.chapter));
  return chapters.concat({ key: "more", title: "More", figures }).filter((c) => c.figures.length);
}

/** The grid of all figures. Only what is in sight is asked for. */
class Grid implements View {
  readonly title = "Study";
  readonly element = h("div", { class: "study" }, h("h1", {}, "Study"));
  readonly ready: Promise<unknown>;
  private filters: Filters;
  private bar: FilterBar | null = null;
  private panels: Panel[] = [];
  private observer: IntersectionObserver | null = null;
  private readonly status = h("p", { class: "quiet", role: "status" });
  private readonly content = h("div", {}, h("p", { class: "quiet" }, "Loading."));
  private readonly loader: Loader;

  constructor(
    private readonly page: Page,
    place: Place,
  ) {
    this.filters = new Filters(place.query);
    this.element.append(this.content);
    this.loader = new Loader(this.content, (text) => page.banner(text));
    this.ready = this.start();
  }

  update(place: Place): void {
    this.filters = new Filters(place.query);
    if (!this.bar) return;
    this.bar.show(this.filters);
    this.apply();
  }

  redraw(): void {
    this.panels.forEach((panel) => panel.redraw());
  }

  leave(): void {
    this.loader.cancel();
    this.observer?.disconnect();
    this.bar?.leave();
    this.panels.forEach((panel) => panel.leave());
    this.page.banner(null);
  }

  private start(): Promise<void> {
    return this.loader.load(
      () => Promise.all([studyIndex(this.page.palette), this.page.facets()]),
      ([index, facets]) => this.build(index, facets),
    );
  }

  private build(index: StudyIndex, facets: Facets): void {
    this.bar = new FilterBar(facets, this.filters, ALL, (next) =>
      this.page.go(next.behind("/study")),
    );
    const search = h("input", {
      type: "search",
      placeholder: "Find a figure  ( / )",
      "aria-label": "Find a figure",
      "data-search": true,
      oninput: () => this.find(search.value),
    });
    const chapters = chaptersOf(index);
    const span = days(index.window);
    const asOf = index.as_of ? `, data as of ${moment(index.as_of)}` : "";
    const reach = span === "" ? "The store is empty." : `${span}${asOf} UTC`;
    fill(
      this.content,
      h("p", { class: "quiet" }, reach),
      this.bar.element,
      h("div", { class: "find" }, search, this.status),
      h(
        "nav",
        { class: "chapters", "aria-label": "Chapters" },
        ...chapters.map(({ key, title }) => h("a", { href: "#chapter-" + key }, title)),
      ),
      ...chapters.map((chapter) => this.chapter(chapter)),
    );
    this.apply();
  }

  private chapter(chapter: { key: string; title: string; figures: FigureEntry[] }): HTMLElement {
    const panels = chapter.figures.map((figure) => this.panel(figure));
    this.panels.push(...panels);
    return h(
      "section",
      { class: "chapter", id: "chapter-" + chapter.key },
      h("h2", {}, chapter.title),
      h("div", { class: "grid" }, ...panels.map((panel) => panel.element)),
    );
  }

  private panel(figure: FigureEntry): Panel {
    return new Panel(figure, this.page.palette, (text) => this.page.banner(text));
  }

  /** Gives every panel the filters and begins anew to watch which are in sight. */
  private apply(): void {
    this.observer?.disconnect();
    this.panels.forEach((panel) => panel.filter(this.filters));
    const refused = this.panels.filter((panel) => panel.refused).length;
    const all = this.panels.length;
    const followed = `${all - refused} of ${all} figures follow these filters`;
    setText(this.status, this.filters.active().length > 0 ? followed + "." : `${all} figures.`);
    const observer = new IntersectionObserver((entries) => this.sighted(entries), {
      rootMargin: "300px 0px",
    });
    this.observer = observer;
    this.panels.forEach((panel) => observer.observe(panel.element));
  }

  private sighted(entries: IntersectionObserverEntry[]): void {
    entries.forEach((entry) => {
      const panel = this.panels.find((each) => each.element === entry.target);
      if (!panel) return;
      if (entry.isIntersecting) void panel.load(this.filters);
      else panel.cancel();
    });
  }

  private find(text: string): void {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    this.panels.forEach(({ element, entry }) => {
      const about = `${entry.id} ${entry.title} ${element.querySelector("h3")!.textContent}`;
      const isFound = words.every((word) => about.toLowerCase().includes(word));
      element.hidden = !isFound;
      if (isFound) shown++;
    });
    this.element.querySelectorAll<HTMLElement>("section.chapter").forEach((chapter) => {
      chapter.hidden = chapter.querySelector(".panel:not([hidden])") === null;
    });
    setText(this.status, words.length > 0 ? `${shown} figures match.` : "");
  }
}

/** Opens all figures of the study, chapter by chapter. */
export function openStudy(page: Page, place: Place): View {
  return new Grid(page, place);
}
