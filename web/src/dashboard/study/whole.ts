import { Mount } from "../../page/mount";
import { address } from "../shell/api";
import { fill, h } from "../shell/dom";
import { Loader } from "../shell/loader";
import { days, moment } from "../shell/units";
import { Page, Place, View } from "../shell/view";
import { FilterBar } from "../filters/bar";
import { Filters } from "../filters/filters";
import { FigureEntry, FigureFile, StudyIndex } from "./answer";
import { wholeArticle } from "./article";
import { nameOf, paperName } from "./names";
import { refusalBox } from "./status";
import { studyFigure, studyIndex } from "./store";

function provenance(figure: FigureFile, filters: Filters): HTMLElement {
  const span = days(figure.window);
  const parts = [
    span ? `Window: ${span} UTC.` : "",
    figure.grain ? `Grain: ${figure.grain}.` : "",
    figure.as_of ? `Data as of ${moment(figure.as_of)} UTC.` : "",
  ];
  const query = filters.print();
  const path = "study/" + encodeURIComponent(figure.id);
  return h(
    "p",
    { class: "quiet" },
    parts.filter(Boolean).join(" ") + " By the API: ",
    h("a", { href: address(path, query), target: "_blank", rel: "noopener" }, "JSON"),
    ", ",
    h("a", { href: address(path + ".csv", query), target: "_blank", rel: "noopener" }, "CSV"),
    ".",
  );
}

/** The links to the figure before, to the one after and back to all. */
function neighbours(index: StudyIndex, entry: FigureEntry, filters: Filters): HTMLElement {
  const at = index.figures.indexOf(entry);
  const link = (figure: FigureEntry | undefined, text: (name: string) => string) =>
    figure &&
    h(
      "a",
      { href: filters.behind("/study/" + figure.id), title: figure.title },
      text(nameOf(figure)),
    );
  return h(
    "nav",
    { class: "neighbours", "aria-label": "Figures" },
    h("a", { href: filters.behind("/study") }, "← All figures"),
    link(index.figures[at - 1], (name) => `‹ ${name}`),
    link(index.figures[at + 1], (name) => `${name} ›`),
  );
}

/** One figure whole, with the filters that it can take. */
class Whole implements View {
  readonly title: string;
  readonly ready: Promise<unknown>;
  private readonly head = h("div", {});
  private readonly body = h("div", {}, h("p", { class: "quiet" }, "Loading."));
  readonly element = h("div", { class: "study-whole" }, this.head, this.body);
  private readonly loader: Loader;
  private filters: Filters;
  private bar: FilterBar | null = null;
  private mount: Mount | null = null;

  constructor(
    private readonly page: Page,
    private readonly id: string,
    place: Place,
  ) {
    this.title = id;
    this.filters = new Filters(place.query);
    this.loader = new Loader(this.body, (text) => page.banner(text));
    this.ready = this.load();
  }

  update(place: Place): void {
    this.filters = new Filters(place.query);
    void this.load();
  }

  redraw(): void {
    this.mount?.draw();
  }

  leave(): void {
    this.loader.cancel();
    this.bar?.leave();
    this.mount?.dispose();
    this.page.banner(null);
  }

  private load(): Promise<void> {
    return this.loader.load(
      (signal) => this.ask(signal),
      (figure) => figure && this.show(figure),
    );
  }

  /** Asks for the figure, or says that it cannot follow the filters and returns null. */
  private async ask(signal: AbortSignal): Promise<FigureFile | null> {
    const [index, facets] = await Promise.all([studyIndex(this.page.palette), this.page.facets()]);
    signal.throwIfAborted();
    const entry = index.figures.find(({ id }) => id === this.id);
    if (!entry) return studyFigure(this.id, this.filters, signal);
    if (!this.bar) {
      this.bar = new FilterBar(facets, this.filters, entry.filters, (next) =>
        this.page.go(next.behind("/study/" + this.id)),
      );
    }
    this.bar.show(this.filters);
    const places = neighbours(index, entry, this.filters);
    if (this.head.firstElementChild) this.head.firstElementChild.replaceWith(places);
    else this.head.append(places, this.bar.element);
    const refused = this.filters.refusedBy(entry.filters);
    if (refused.length === 0) {
      return studyFigure(this.id, this.filters.acceptedBy(entry.filters), signal);
    }
    this.clear();
    const box = refusalBox(entry, this.filters, refused);
    fill(this.body, h("h1", {}, entry.title), box);
    return null;
  }

  private clear(): void {
    this.mount?.dispose();
    this.mount = null;
  }

  private show(figure: FigureFile): void {
    const open = Array.from(this.body.querySelectorAll("details"), (each) => each.open);
    this.clear();
    document.title = `${[paperName(figure.id), figure.title].filter(Boolean).join(": ")} · Orrery`;
    const article = wholeArticle(figure, this.page.palette);
    fill(this.body, article.element, provenance(figure, this.filters));
    this.body.querySelectorAll("details").forEach((each, i) => (each.open = open[i] ?? false));
    this.mount = article.mount;
    this.mount?.draw();
  }
}

/** Opens one figure of the study whole. */
export function openFigure(page: Page, place: Place, id: string): View {
  return new Whole(page, id, place);
}
