import { formatted } from "../../chart/format";
import { h } from "../shell/dom";
import { NOTHING } from "../shell/units";
import { Ranked } from "./answer";

/** Writes a change with its sign and an arrow, so that it reads without colour. */
export function change(row: Ranked): HTMLElement {
  if (row.change === null) {
    if (row.previous_tokens === 0) return h("span", { class: "yes" }, "▲ new");
    return h("span", { class: "quiet", title: "No value for the period before." }, NOTHING);
  }
  const size = formatted(Math.abs(row.change), "share");
  if (Math.abs(row.change) < 0.0005) return h("span", { class: "quiet" }, "= " + size);
  return row.change > 0
    ? h("span", { class: "yes" }, "▲ +" + size)
    : h("span", { class: "no" }, "▼ −" + size);
}

/** Says how many places a row rose or fell since the period before. */
export function placeChange(row: Ranked): HTMLElement {
  const mark = (sign: string, text: string, name: string) =>
    h(
      "span",
      { class: name, title: text },
      h("span", { "aria-hidden": "true" }, sign),
      h("span", { class: "heard" }, text),
    );
  if (row.previous_place === null) return mark("•", "no place before", "quiet");
  const risen = row.previous_place - row.place;
  if (risen === 0) return mark("=", "same place", "quiet");
  const places = Math.abs(risen) === 1 ? "1 place" : `${Math.abs(risen)} places`;
  return risen > 0
    ? mark(`↑${risen}`, `up ${places}`, "yes")
    : mark(`↓${-risen}`, `down ${places}`, "no");
}
