import { Cell } from "../../chart/figure";
import { compact, day, formatted, grouped, withMinus } from "../../chart/format";
import { words } from "../shell/units";
import { FigureFile } from "./answer";

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

/** Names what the underscores alone do not make readable, as the report does. */
const READABLE: { [column: string]: string } = {
  cr4_share: "four largest (CR4)",
  hhi_share: "Herfindahl index (HHI)",
  gini: "Gini coefficient",
  late_sticky: "late but sticky",
  r_squared: "R²",
  spearman: "Spearman's ρ",
  theil_sen: "Theil–Sen slope",
  slope_lower: "slope, lower bound",
  slope_upper: "slope, upper bound",
  ttft_ms_median: "first token, median, ms",
  ttft_ms_p95: "first token, 95th percentile, ms",
  tokens_week_before: "tokens, week before",
  tokens_mean_of_three: "tokens, mean of three",
  share_change: "change, points",
  share_change_from_mean: "change from mean, points",
  usage_log10: "usage, log₁₀ of millions",
  price_cut_10_percent: "usage gained by a 10\u00a0% price cut",
  usage_share_gained_by_10_percent_cut: "usage gained by a 10\u00a0% price cut",
};

/** Writes the name of a column, a statistic or a verdict as a reader expects it. */
export function readable(name: string): string {
  return READABLE[name] ?? words(name);
}

/** Says whether a text is one name or a date, which no line may break. */
export function isWhole(text: string): boolean {
  return text.length <= 32 && (!text.includes(" ") || /^\d+ \w+ \d{4}$/.test(text));
}

/** Writes one cell of a figure's rows: values in its unit, all else by the column's name. */
export function cellText(figure: FigureFile, column: string, cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "–";
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
