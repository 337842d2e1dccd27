import { h } from "../shell/dom";
import { UNKNOWN } from "../shell/units";
import { GenerationRecord, Value } from "./answer";

const COLUMNS: [string, string][] = [
  ["path", "Path"],
  ["tag", "Tag"],
  ["category", "Category"],
  ["confidence", "Confidence"],
  ["language", "Language"],
  ["language_confidence", "Its confidence"],
  ["inclusion_probability", "Sampled with probability"],
  ["classifier", "Classifier"],
];

function isShare(column: string): boolean {
  return /confidence|probability/.test(column);
}

/** Writes a probability with the digits that small ones need. */
function percent(share: number): string {
  return String(Number((share * 100).toPrecision(3))) + "\u00a0%";
}

function cell(column: string, value: Value | undefined): HTMLElement {
  const name = isShare(column) ? "number" : "";
  if (value === null || value === undefined) return h("td", { class: name + " unknown" }, UNKNOWN);
  const text = typeof value === "number" ? percent(value) : String(value);
  return h("td", { class: name || null }, text);
}

/** Shows what the classifier said of a sampled prompt. */
export function labelTable(labels: GenerationRecord[]): HTMLElement {
  if (labels.length === 0) {
    return h("p", { class: "quiet" }, "None: only a sample of prompts is labelled.");
  }
  const heads = COLUMNS.map(([column, name]) =>
    h("th", { scope: "col", class: isShare(column) ? "number" : null }, name),
  );
  const rows = labels.map((label) =>
    h("tr", {}, ...COLUMNS.map(([column]) => cell(column, label[column]))),
  );
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Labels" },
    h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)),
  );
}
