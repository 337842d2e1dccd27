import { day } from "../../chart/format";
import { Facet, Facets } from "../shell/answers";
import { h } from "../shell/dom";
import { Filters, LABELS, MANY, MANY_NAMES } from "./filters";

function chip(label: string, text: string, remove: () => void): HTMLElement {
  return h(
    "li",
    {},
    h("span", {}, h("span", { class: "quiet" }, label + ": "), text),
    h("button", { type: "button", "aria-label": `Remove ${label} ${text}`, onclick: remove }, "×"),
  );
}

/** Returns the name of a value, which is the value itself where the store does not know it. */
function nameOf(facets: Facet[], value: string): string {
  const found = facets.find((facet) => facet.value === value);
  return found ? found.label : value;
}

function timeText(from: string, to: string): string {
  if (from === "") return `to ${day(to)}`;
  return to === "" ? `from ${day(from)}` : `${day(from)} to ${day(to)}`;
}

/** Lists the active filters, each with a button that takes it away. */
export function chips(
  filters: Filters,
  facets: Facets,
  change: (next: Filters) => void,
): HTMLElement[] {
  const list: HTMLElement[] = [];
  const [from, to] = [filters.one("from"), filters.one("to")];
  if (from !== "" || to !== "") {
    const without = filters.with("from", "").with("to", "");
    list.push(chip("time", timeText(from, to), () => change(without)));
  }
  const grain = filters.one("grain");
  if (grain !== "") list.push(chip("grain", grain, () => change(filters.with("grain", ""))));
  MANY_NAMES.forEach((name) => {
    const values = filters.many(name);
    values.forEach((value) => {
      const left = values.filter((each) => each !== value);
      const text = nameOf(facets[MANY[name]], value);
      list.push(chip(LABELS[name]!, text, () => change(filters.withMany(name, left))));
    });
  });
  const byok = filters.one("byok");
  if (byok !== "") {
    const text = byok === "in" ? "only" : "without";
    list.push(chip("BYOK", text, () => change(filters.with("byok", ""))));
  }
  return list;
}
