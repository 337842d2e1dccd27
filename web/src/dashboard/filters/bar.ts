import { Facets } from "../shell/answers";
import { fill, h } from "../shell/dom";
import { listed, shifted } from "../shell/units";
import { chips } from "./chips";
import { Filters, LABELS, Many, MANY, MANY_NAMES } from "./filters";
import { MultiSelect } from "./multi_select";

const SPANS: [string, number][] = [
  ["last 4 weeks", 28],
  ["last 13 weeks", 91],
  ["last 26 weeks", 182],
];

function option(value: string, name: string): HTMLOptionElement {
  return h("option", { value }, name);
}

/** The filters of the study: what is set, and the ways to set more. */
export class FilterBar {
  readonly element: HTMLElement;
  private filters: Filters;
  private readonly from = h("input", { type: "date", "aria-label": "From (UTC)" });
  private readonly to = h("input", { type: "date", "aria-label": "To (UTC), that day included" });
  private readonly range = h("span", { class: "range" });
  private readonly span = h("select", { "aria-label": "Time range" });
  private readonly grain = h("select", { "aria-label": "Grain" });
  private readonly byok = h("select", { "aria-label": "Own provider keys (BYOK)" });
  private readonly selects = new Map<Many, MultiSelect>();
  private readonly active = h("ul", { class: "chips", "aria-label": "Active filters" });

  /** `accepted` names the filters that can be set; `change` gets what the reader sets. */
  constructor(
    private readonly facets: Facets,
    filters: Filters,
    private readonly accepted: string[],
    private readonly change: (next: Filters) => void,
  ) {
    this.filters = filters;
    this.fillLists();
    const row = h("div", { class: "filters" });
    this.range.append(this.from, h("span", {}, "to"), this.to);
    row.append(this.span, this.range, this.grain);
    MANY_NAMES.forEach((name) => {
      if (this.facets[MANY[name]].length === 0 && this.filters.many(name).length === 0) return;
      const set = (values: string[]) => this.set(this.filters.withMany(name, values));
      const select = new MultiSelect(LABELS[name]!, set);
      this.selects.set(name, select);
      row.append(select.element);
    });
    row.append(this.byok);
    row.append(h("span", { class: "quiet" }, this.refusal()));
    this.element = h("section", { class: "filter-bar", "aria-label": "Filters" }, row, this.active);
    this.listen();
    this.show(filters);
  }

  leave(): void {
    this.selects.forEach((select) => select.leave());
  }

  show(filters: Filters): void {
    this.filters = filters;
    const has = (name: string) => this.accepted.includes(name);
    this.from.value = filters.one("from");
    this.to.value = filters.one("to");
    this.grain.value = filters.one("grain");
    this.byok.value = filters.one("byok");
    this.span.value = this.spanOf(filters);
    this.range.hidden = this.span.value !== "own" || !has("time");
    this.span.hidden = !has("time");
    this.grain.hidden = !has("grain");
    this.byok.hidden = !has("byok");
    this.selects.forEach((select, name) =>
      select.show(this.facets[MANY[name]], filters.many(name), has(name)),
    );
    this.showActive();
  }

  /** Says which filters the bar does not offer, because what it filters cannot take them. */
  private refusal(): string {
    if (this.accepted.length === 0) return "This figure takes no filters.";
    const lacks = (name: string) => !this.accepted.includes(name);
    const split = MANY_NAMES.filter((name) => this.selects.has(name))
      .map(String)
      .concat("byok");
    const missing = split.filter(lacks).map((name) => LABELS[name]!);
    return missing.length > 0 ? `Not split by ${listed(missing)}.` : "";
  }

  private showActive(): void {
    const list = chips(this.filters, this.facets, (next) => this.set(next));
    const hadFocus = this.active.contains(document.activeElement);
    this.active.hidden = list.length === 0;
    const clear = () => this.set(new Filters(new URLSearchParams()));
    const button = h("button", { type: "button", class: "plain", onclick: clear }, "Clear all");
    fill(this.active, ...list, h("li", { class: "clear" }, button));
    if (hadFocus) (this.active.hidden ? this.span : this.active.querySelector("button")!).focus();
  }

  private set(next: Filters): void {
    this.show(next);
    this.change(next);
  }

  private fillLists(): void {
    this.span.append(
      option("", "All time"),
      ...SPANS.map(([name, days]) => option(String(days), name)),
      option("own", "From … to …"),
    );
    this.grain.append(
      option("", "Usual grain"),
      ...this.facets.grains.map((grain) => option(grain, "By " + grain)),
    );
    this.byok.append(
      option("", "All keys"),
      option("in", "BYOK only"),
      option("out", "Without BYOK"),
    );
    [this.from, this.to].forEach((input) => {
      input.min = this.facets.from ?? "";
      input.max = this.facets.to ?? "";
    });
  }

  private spanOf(filters: Filters): string {
    const [from, to] = [filters.one("from"), filters.one("to")];
    if (from === "" && to === "") return "";
    const found = SPANS.find(([, days]) => to === "" && from === this.firstDay(days));
    return found ? String(found[1]) : "own";
  }

  private firstDay(days: number): string {
    return this.facets.to === null ? "" : shifted(this.facets.to, 1 - days);
  }

  private listen(): void {
    this.from.addEventListener("change", () =>
      this.set(this.filters.with("from", this.from.value)),
    );
    this.to.addEventListener("change", () => this.set(this.filters.with("to", this.to.value)));
    this.grain.addEventListener("change", () =>
      this.set(this.filters.with("grain", this.grain.value)),
    );
    this.byok.addEventListener("change", () =>
      this.set(this.filters.with("byok", this.byok.value)),
    );
    this.span.addEventListener("change", () => {
      this.range.hidden = this.span.value !== "own";
      if (!this.range.hidden) return this.from.focus();
      const days = Number(this.span.value);
      const from = days > 0 ? this.firstDay(days) : "";
      this.set(this.filters.with("from", from).with("to", ""));
    });
  }
}
