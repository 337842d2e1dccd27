import { formatted, grouped } from "../../chart/format";
import { h } from "../shell/dom";
import { Palette } from "../shell/palette";
import { UNKNOWN } from "../shell/units";
import { Classes } from "./answer";

/** The disjoint classes of tokens with the entities that the study colours them by. */
const PARTS: [keyof Classes, string, string][] = [
  ["uncached_in", "prompt, not cached", "tokens:uncached"],
  ["cache_write", "prompt, written to the cache", "tokens:written"],
  ["cache_read", "prompt, read from the cache", "tokens:read"],
  ["text_out", "answer", "tokens:text"],
  ["reasoning_out", "reasoning", "tokens:reasoning"],
];

function swatch(entity: string, palette: Palette): HTMLElement {
  const element = h("i", { "data-entity": entity, "aria-hidden": "true" });
  element.style.background = palette.colour(entity);
  return element;
}

/** Shows what a generation's tokens are, as one bar and its numbers. */
export function classesBar(classes: Classes | null, palette: Palette): HTMLElement {
  if (!classes) {
    const why = "Unknown: what the provider reported does not add up to disjoint classes.";
    return h("p", { class: "quiet" }, why);
  }
  const total = PARTS.reduce((sum, [key]) => sum + (classes[key] ?? 0), 0);
  const bar = h("div", { class: "classes-bar", "aria-hidden": "true" });
  const rows = PARTS.map(([key, label, entity]) => {
    const value = classes[key];
    if (value !== null && value > 0) {
      const part = swatch(entity, palette);
      part.style.flexGrow = String(value);
      bar.append(part);
    }
    const share = value !== null && total > 0 ? formatted(value / total, "share") : "";
    const count = value === null ? UNKNOWN : grouped(value);
    return h(
      "tr",
      { "data-class": key },
      h("td", {}, swatch(entity, palette), label),
      h("td", { class: value === null ? "number unknown" : "number" }, count),
      h("td", { class: "number quiet" }, share),
    );
  });
  return h("div", {}, bar, h("table", { class: "classes" }, h("tbody", {}, ...rows)));
}
