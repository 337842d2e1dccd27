import { month } from "../../chart/format";
import { h } from "../shell/dom";
import { FigureFile, Stated } from "./answer";
import { statisticText } from "./cells";
import { hasReadableName, readable } from "./names";

const BOUNDS = { "": "", at_most: "at most ", at_least: "at least " };

function agreement(item: Stated): HTMLElement | string {
  if (item.measured === null) return "not in this data";
  return item.agrees
    ? h("span", { class: "yes" }, "✓ agrees")
    : h("span", { class: "no" }, "≠ differs");
}

function statedRow(figure: FigureFile, item: Stated): HTMLElement {
  const number = (value: number | null) => statisticText(figure, "", value);
  const within = item.tolerance > 0 ? h("span", { class: "within" }, ` ± ${number(item.tolerance)}`) : "";
  return h(
    "tr",
    {},
    h("td", { title: item.source }, item.claim),
    h("td", { class: "number" }, BOUNDS[item.bound] + number(item.stated), within),
    h("td", { class: "number" }, number(item.measured)),
    h("td", {}, agreement(item)),
  );
}

/** Sets what the paper states beside what these data say. */
export function paperTable(figure: FigureFile): HTMLElement | null {
  if (figure.paper.length === 0) return null;
  const heads = ["What is stated", "Paper ± what agrees", "This data", "Agreement"].map((text, i) =>
    h("th", { class: i === 1 || i === 2 ? "number" : null }, text),
  );
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { class: "paper" },
      h("caption", {}, "Beside the paper"),
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...figure.paper.map((item) => statedRow(figure, item))),
    ),
  );
}

/** Writes the statistics that do not stand beside the paper's already. */
export function statisticsTable(figure: FigureFile): HTMLElement | null {
  const compared = figure.paper.map((item) => item.measured);
  const further = figure.statistics.filter(({ value }) => value === null || compared.indexOf(value) < 0);
  if (further.length === 0) return null;
  const rows = further.map((item) => {
    const isNamed = hasReadableName(item.name) || item.note === "";
    return h(
      "tr",
      {},
      h("td", {}, isNamed ? readable(item.name) : item.note),
      h("td", { class: "number" }, statisticText(figure, item.name, item.value)),
      h("td", {}, isNamed ? item.note : ""),
    );
  });
  return h(
    "div",
    { class: "scroll" },
    h("table", { class: "numbers" }, h("caption", {}, "Statistics"), h("tbody", {}, ...rows)),
  );
}

/** Lists what is said of cohorts; a verdict without one speaks of all together. */
export function verdictList(figure: FigureFile): HTMLElement | null {
  if (figure.verdicts.length === 0) return null;
  const items = figure.verdicts.map((verdict) => {
    const of = verdict.cohort === "" ? "All cohorts" : month(verdict.cohort);
    return h("li", {}, h("strong", {}, `${of}, ${readable(verdict.kind)}.`), " " + verdict.text);
  });
  return h(
    "div",
    { class: "verdicts" },
    h("h4", {}, "What the cohorts say"),
    h("ul", {}, ...items),
  );
}
