import { Cell } from "../../chart/figure";
import { day, formatted, grouped, month } from "../../chart/format";
import { Frame, frameOf, xColumn } from "../../chart/frame";
import { h } from "../shell/dom";
import { FigureFile } from "./answer";
import { cellText, isWhole } from "./cells";
import { nameOf, readable } from "./names";

const ROWS_MAX = 200;

function head(text: string, isNumber: boolean): HTMLElement {
  return h("th", { scope: "col", class: isNumber ? "number" : null }, text);
}

function numberCell(text: string): HTMLElement {
  return h("td", { class: "number" }, text);
}

function table(heads: HTMLElement[], rows: HTMLElement[]): HTMLElement {
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
}

/** Wraps a table so that it scrolls by itself and the keyboard can reach it. */
function scrolling(label: string, content: HTMLElement): HTMLElement {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, content);
}

function remainder(rows: number, shown = ROWS_MAX): HTMLElement | null {
  if (rows <= shown) return null;
  return h(
    "p",
    { class: "quiet" },
    `${shown} of ${grouped(rows)} rows are shown; the ${shown < ROWS_MAX ? "figure" : "CSV"} has all.`,
  );
}

/** Says of each column whether its first known cell is a number. */
function numericColumns(figure: FigureFile): boolean[] {
  return figure.columns.map((_, column) => {
    const known = figure.rows.find((row) => row[column] !== null);
    return known !== undefined && typeof known[column] === "number";
  });
}

function longTable(figure: FigureFile, shown: number): HTMLElement {
  const numeric = numericColumns(figure);
  const cell = (value: Cell, column: number) => {
    const text = cellText(figure, figure.columns[column]!, value);
    return h("td", { class: numeric[column] ? "number" : isWhole(text) ? "whole" : null }, text);
  };
  return table(
    figure.columns.map((name, column) => head(readable(name), numeric[column]!)),
    figure.rows.slice(0, shown).map((row) => h("tr", {}, ...row.map(cell))),
  );
}

/** Sets the series side by side, one row for each x. */
function wideTable(figure: FigureFile, frame: Frame): HTMLElement {
  const maps = frame.tracks.map(
    (track) => new Map(track.points.map((point) => [point.x, point.value])),
  );
  const rows = frame.xs.slice(0, ROWS_MAX).map((x) => {
    const cut = figure.partial.includes(String(x)) ? " (partial)" : "";
    const cells = maps.map((values) =>
      numberCell(formatted(values.get(x) ?? null, figure.chart.unit)),
    );
    return h("tr", {}, h("th", { scope: "row" }, day(String(x)) + cut), ...cells);
  });
  const heads = frame.tracks.map(({ series }) => head(series.label, true));
  return table([head(readable(xColumn(figure)), false), ...heads], rows);
}

function cohortTable(figure: FigureFile, frame: Frame): HTMLElement {
  const flagged = (key: string) =>
    figure.verdicts.some((verdict) => verdict.cohort.slice(0, 7) === key.slice(0, 7));
  const rows = frame.tracks.map(({ series, points }) => {
    const values = new Map(points.map((point) => [point.x, point.value]));
    const accounts = Math.max(0, ...points.map((point) => point.n ?? 0));
    const cells = frame.xs.map((age) => {
      const value = values.get(age);
      return numberCell(value === null || value === undefined ? "" : formatted(value, "share"));
    });
    return h(
      "tr",
      { class: flagged(series.key) ? "flagged" : null },
      h("td", {}, month(series.key)),
      numberCell(grouped(accounts)),
      ...cells,
    );
  });
  const ages = frame.xs.map((age) => head(`month ${age}`, true));
  return table([head("cohort", false), head("accounts", true), ...ages], rows);
}

/** Shows the rows of a table of the study, at most `shown` of them. */
export function studyTable(figure: FigureFile, shown = ROWS_MAX): HTMLElement {
  if (figure.rows.length === 0) return h("p", { class: "calm" }, "No rows in this selection.");
  const content = scrolling(figure.title, longTable(figure, shown));
  return h("div", {}, content, remainder(figure.rows.length, shown));
}

/** Shows the rows behind a chart: cohorts by age, series side by side, else as they are. */
export function dataTable(figure: FigureFile): HTMLElement {
  const label = "Data of " + nameOf(figure);
  const frame = frameOf(figure);
  if (figure.chart.kind === "cohorts") return scrolling(label, cohortTable(figure, frame));
  const isWide = figure.chart.kind !== "scatter" && figure.series.length > 0;
  if (!isWide) {
    const content = scrolling(label, longTable(figure, ROWS_MAX));
    return h("div", {}, content, remainder(figure.rows.length));
  }
  const content = scrolling(label, wideTable(figure, frame));
  return h("div", {}, content, remainder(frame.xs.length));
}
