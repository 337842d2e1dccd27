import { Mount } from "../../page/mount";
import { isAborted } from "../shell/api";
import { fill, h } from "../shell/dom";
import { failureBox, retryDelayMs } from "../shell/failure";
import { Filters } from "../filters/filters";
import { Palette } from "../shell/palette";
import { FigureEntry, FigureFile } from "./answer";
import { chartPlaces, headline } from "./article";
import { studyTable } from "./data_table";
import { kickerText, withWholeNames } from "./names";
import { refusalBox, statusBox } from "./status";
import { studyFigure } from "./store";

const TABLE_ROWS = 7;

/** One figure of the grid. It asks for its numbers when it comes into sight. */
export class Panel {
  readonly element: HTMLElement;
  private readonly title: HTMLAnchorElement;
  private readonly kicker = h("p", { class: "kicker" });
  private readonly body = h("div", { class: "panel-body" });
  private mount: Mount | null = null;
  private request: AbortController | null = null;
  private timer = 0;
  private shown: string | null = null;

  constructor(
    readonly entry: FigureEntry,
    private readonly palette: Palette,
    private readonly banner: (text: string | null) => void,
  ) {
    this.title = h("a", { href: "/study/" + entry.id });
    this.rename(null);
    this.element = h(
      "article",
      { class: "figure panel", id: entry.id, "data-figure": entry.id },
      this.kicker,
      h("h3", {}, this.title),
      this.body,
    );
  }

  /** Takes other filters: greys the panel where it cannot follow, else waits to be seen. */
  filter(filters: Filters): void {
    this.cancel();
    this.title.href = filters.behind("/study/" + this.entry.id);
    const refused = filters.refusedBy(this.entry.filters);
    this.element.classList.toggle("greyed", refused.length > 0);
    if (refused.length === 0) {
      this.element.classList.toggle("waiting", this.shown !== this.keyOf(filters));
      return;
    }
    this.clear();
    this.rename(null);
    fill(this.body, refusalBox(this.entry, filters, refused));
  }

  get refused(): boolean {
    return this.element.classList.contains("greyed");
  }

  /** Asks for the numbers behind the filters and draws them, if it has not already. */
  async load(filters: Filters): Promise<void> {
    const key = this.keyOf(filters);
    if (this.refused || this.shown === key || this.request) return;
    const request = new AbortController();
    this.request = request;
    this.body.setAttribute("aria-busy", "true");
    const own = filters.acceptedBy(this.entry.filters);
    try {
      const figure = await studyFigure(this.entry.id, own, request.signal);
      if (request.signal.aborted) return;
      this.banner(null);
      this.show(figure);
      this.shown = key;
    } catch (error) {
      if (request.signal.aborted || isAborted(error)) return;
      this.fail(error, filters);
    } finally {
      if (this.request === request) this.request = null;
      this.body.removeAttribute("aria-busy");
    }
  }

  /** Draws again for another theme or width. */
  redraw(): void {
    if (this.mount && this.mount.drawn) this.mount.draw();
  }

  cancel(): void {
    window.clearTimeout(this.timer);
    if (this.request) this.request.abort();
    this.request = null;
  }

  leave(): void {
    this.cancel();
    this.clear();
  }

  private keyOf(filters: Filters): string {
    return filters.acceptedBy(this.entry.filters).print().toString();
  }

  private clear(): void {
    if (this.mount) this.mount.dispose();
    this.mount = null;
    this.shown = null;
  }

  private rename(figure: FigureFile | null): void {
    const title = figure ? figure.title : this.entry.title;
    const heading = figure ? headline(figure) : title;
    fill(this.title, ...withWholeNames(heading));
    this.kicker.textContent = kickerText(this.entry.id, title, heading);
  }

  private show(figure: FigureFile): void {
    this.clear();
    this.palette.meetFigure(figure);
    const box = statusBox(figure);
    this.rename(box ? null : figure);
    this.element.classList.remove("waiting");
    this.element.classList.toggle("undrawn", box !== null);
    if (box) return fill(this.body, box);
    if (figure.chart.kind === "table") return fill(this.body, studyTable(figure, TABLE_ROWS));
    fill(this.body, ...chartPlaces(figure));
    this.mount = new Mount(figure, this.element, this.palette.assignment);
    this.mount.draw();
  }

  private fail(error: unknown, filters: Filters): void {
    this.clear();
    this.element.classList.remove("waiting");
    const again = () => void this.load(filters);
    const delay = retryDelayMs(error);
    if (delay === null) return fill(this.body, failureBox(error, again));
    this.banner((error as Error).message + " This page tries again by itself.");
    fill(this.body, h("p", { class: "calm" }, "Waits for the store."));
    this.timer = window.setTimeout(again, delay);
  }
}
