import { compact, formatted } from "../../chart/format";
import { h } from "../shell/dom";
import { Palette } from "../shell/palette";
import { NOTHING } from "../shell/units";
import { Rankings } from "./answer";

/** Lists what gained most, with what "gained" means beneath. */
export function trendingList(answer: Rankings, palette: Palette): HTMLElement {
  palette.meet(answer.trending.map((item) => item.entity));
  const items = answer.trending.map((item) => {
    const swatch = h("i", { "data-entity": item.entity, "aria-hidden": "true" });
    swatch.style.background = palette.colour(item.entity);
    const isNew = item.mean_before === 0;
    const times =
      item.mean_before && item.mean_before > 0
        ? "+" + formatted(item.gain / item.mean_before, "share")
        : isNew
          ? "new"
          : NOTHING;
    return h(
      "li",
      { "data-key": item.key },
      swatch,
      h("span", { class: "name" }, item.label),
      h("span", { class: "gain yes" }, "▲ +" + compact(item.gain)),
      h("span", { class: "times" }, times),
    );
  });
  const { period, unit } = answer;
  return h(
    "section",
    { class: "trending" },
    h("h2", {}, "Trending"),
    items.length > 0
      ? h("ol", {}, ...items)
      : h(
          "p",
          { class: "quiet" },
          `Nothing gained, or the store does not reach three ${answer.period}s further back.`,
        ),
    h(
      "p",
      { class: "quiet" },
      `Gain: ${unit} of this ${period} minus the mean of the three ${period}s before it, largest ` +
        "first. The percent is the gain over that mean.",
    ),
  );
}
