import { h } from "../shell/dom";
import { listed } from "../shell/units";
import { Filters, LABELS } from "../filters/filters";
import { FigureEntry, FigureFile } from "./answer";

function calm(...children: (Node | string)[]): HTMLElement {
  return h("div", { class: "calm" }, ...children);
}

/** Says what a figure is not split by, for filters that it cannot take. */
export function refusal(refused: string[]): string {
  const split = refused.filter((name) => name !== "time").map((name) => LABELS[name] ?? name);
  const parts: string[] = [];
  if (split.length > 0) parts.push(`Not split by ${listed(split)}.`);
  if (refused.includes("time")) parts.push("Cannot be cut to a time range.");
  return parts.join(" ");
}

/** Shows why a figure does not follow the filters, with a way to see it without them. */
export function refusalBox(entry: FigureEntry, filters: Filters, refused: string[]): HTMLElement {
  const without = filters.acceptedBy(entry.filters).behind("/study/" + entry.id);
  return h(
    "div",
    { class: "calm refused" },
    h("p", {}, refusal(refused) + " ", h("a", { href: without }, "Show it without")),
  );
}

/** Says why a figure is not drawn; null for one that is. */
export function statusBox(figure: FigureFile): HTMLElement | null {
  switch (figure.status) {
    case "drawn":
      return null;
    case "no_data":
      return calm(h("p", {}, "Not drawn: no generation of this selection has what it counts."));
    case "withheld":
      return calm(
        h(
          "p",
          {},
          "Withheld: too few accounts stand behind its values, or it was not checked for " +
            "publication.",
        ),
      );
    case "not_applicable":
      return calm(
        h("p", {}, h("strong", {}, "Does not follow these filters. "), figure.captions.join(" ")),
      );
    default:
      return missingBox(figure);
  }
}

function missingBox(figure: FigureFile): HTMLElement {
  const noun = figure.missing.length === 1 ? "a column" : "columns";
  return calm(
    h("p", {}, `Not drawn: this store lacks ${noun} that the figure needs.`),
    h(
      "ul",
      {},
      ...figure.missing.map((item) => h("li", {}, h("code", {}, item.column), " – ", item.remedy)),
    ),
  );
}
