import { Cell } from "../../chart/figure";
import { compact, day, formatted, grouped, withMinus } from "../../chart/format";
import { FigureFile } from "./answer";
import { languageName, readable } from "./names";

/** Columns of words that the study chose, where data has names. */
const JUDGED = /^(verdict|class)$/;

function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) return grouped(value);
  return withMinus(String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2))));
}

/** Writes the difference of two shares in percentage points, with its sign. */
function points(difference: number): string {
  const text = formatted(difference, "share").split("\u00a0")[0]!;
  return difference > 0 && !text.startsWith("<") ? "+" + text : text;
}

/** Writes a number by what its column is called, as the report's tables do. */
function byColumn(value: number, column: string): string {
  if (column.includes("share_change")) return points(value);
  if (column.includes("share")) return formatted(value, "share");
  if (/usd|price|cost/.test(column)) return formatted(value, "usd");
  if (column.includes("tokens") && Math.abs(value) >= 1e6) return compact(value);
  return Number.isInteger(value) ? grouped(value) : significant(value);
}

/** Says whether a text is one name or a date, which no line may break. */
export function isWhole(text: string): boolean {
  return text.length <= 32 && (!text.includes(" ") || /^\d+ \w+ \d{4}$/.test(text));
}

/** Writes one cell of a figure's rows: values in its unit, all else by the column's name. */
export function cellText(figure: FigureFile, column: string, cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "string" && column === "language") return languageName(cell);
  if (typeof cell === "string") return JUDGED.test(column) ? readable(cell) : day(cell);
  if (/^(value|lower|upper)$/.test(column)) return formatted(cell, figure.chart.unit);
  return byColumn(cell, column);
}

/** Writes a statistic by its name, or a plain number of four digits. */
export function statisticText(figure: FigureFile, name: string, value: number | null): string {
  if (value === null) return "–";
  const isShare = figure.chart.unit === "share" && Math.abs(value) <= 1;
  if (isShare || /percent|share/.test(name)) return formatted(value, "share");
  if (/(price|usd)$/.test(name)) return formatted(value, "usd");
  return Math.abs(value) >= 1e4 ? compact(value) : withMinus(String(Number(value.toPrecision(4))));
}
