import { compact, formatted, grouped } from "../../chart/format";
import { h } from "../shell/dom";
import { NOTHING, UNKNOWN } from "../shell/units";
import { Palette } from "../shell/palette";
import { Rankings } from "./answer";
import { change, placeChange } from "./change";

/** The name of the study's filter that takes a key of this ranking. */
export const FILTER_OF: { [kind: string]: string } = {
  models: "model",
  authors: "author",
  apps: "app",
  categories: "category",
  providers: "provider",
  accounts: "account",
};

function bar(share: number, widest: number, entity: string, palette: Palette): HTMLElement {
  const filled = h("i", { "data-entity": entity });
  filled.style.width = `${widest > 0 ? (100 * share) / widest : 0}%`;
  filled.style.background = palette.colour(entity);
  return h("div", { class: "ranking-bar", "aria-hidden": "true" }, filled);
}

function number(text: string): HTMLElement {
  return h("td", { class: "number" }, text);
}

function percent(share: number | null): string {
  return share === null ? NOTHING : formatted(share, "share");
}

function studyLink(kind: string, key: string, label: string): Node {
  const filter = FILTER_OF[kind];
  if (!filter) return document.createTextNode(label);
  const query = new URLSearchParams([[filter, key]]);
  return h("a", { href: "/study?" + query.toString(), title: "The study of " + label }, label);
}

function amount(value: number, unit: string): string {
  return unit === "tokens" ? compact(value) : grouped(value);
}

/** Writes a ranking as a table of bars; what is not listed stands in a row of its own. */
export function rankingTable(answer: Rankings, palette: Palette): HTMLElement {
  palette.meet(answer.rows.map((row) => row.entity));
  const shares = answer.rows.map((row) => row.share ?? 0);
  const widest = Math.max(0, answer.other?.share ?? 0, ...shares);
  const rows = answer.rows.map((row) =>
    h(
      "tr",
      { "data-key": row.key },
      h("td", { class: "number place" }, String(row.place)),
      h("td", { class: "move" }, placeChange(row)),
      h(
        "td",
        { class: "name" },
        studyLink(answer.kind, row.key, row.label),
        bar(row.share ?? 0, widest, row.entity, palette),
      ),
      number(amount(row.tokens, answer.unit)),
      number(percent(row.share)),
      h("td", { class: "number" }, change(row)),
      number(row.generations === null ? UNKNOWN : grouped(row.generations)),
    ),
  );
  const { other } = answer;
  if (other && other.count > 0) {
    const label = `Other (${grouped(other.count)} ${other.count === 1 ? "more" : "others"})`;
    rows.push(
      h(
        "tr",
        { class: "other", "data-key": "other" },
        h("td", {}),
        h("td", {}),
        h("td", { class: "name" }, label, bar(other.share ?? 0, widest, "all:other", palette)),
        number(amount(other.tokens, answer.unit)),
        number(percent(other.share)),
        h("td", {}),
        number(other.generations === null ? UNKNOWN : grouped(other.generations)),
      ),
    );
  }
  const heads = ["", "", "Name", answer.unit, "Share", "Change", "Generations"];
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Ranking" },
    h(
      "table",
      { class: "full ranking" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...heads.map((text, i) =>
            h(
              "th",
              { scope: "col", class: i === 2 || i === 1 ? null : "number" },
              text !== ""
                ? text.charAt(0).toUpperCase() + text.slice(1)
                : h("span", { class: "heard" }, i === 0 ? "Place" : "Moved"),
            ),
          ),
        ),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}
