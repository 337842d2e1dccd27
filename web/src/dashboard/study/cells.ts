import { Cell } from "../../chart/figure";
import { compact, day, formatted, grouped } from "../../chart/format";
import { FigureFile } from "./answer";

function significant(value: number): string {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

/** Writes a number by what its column is called, as the report's tables do. */
function byColumn(value: number, column: string): string {
  if (column.includes("share")) return formatted(value, "share");
  if (/usd|price|cost/.test(column)) return formatted(value, "usd");
  if (column.includes("tokens") && Math.abs(value) >= 1e6) return compact(value);
  return Number.isInteger(value) ? grouped(value) : significant(value);
}

/** Writes one cell of a figure's rows: values in its unit, all else by the column's name. */
export function cellText(figure: FigureFile, column: string, cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "string") return day(cell);
  if (/^(value|lower|upper)$/.test(column)) return formatted(cell, figure.chart.unit);
  return byColumn(cell, column);
}

/** Writes a statistic by its name, or a plain number of four digits. */
export function statisticText(figure: FigureFile, name: string, value: number | null): string {
  if (value === null) return "–";
  const isShare = figure.chart.unit === "share" && Math.abs(value) <= 1;
  if (isShare || /percent|share/.test(name)) return formatted(value, "share");
  if (/(price|usd)$/.test(name)) return formatted(value, "usd");
  return Math.abs(value) >= 1e4 ? compact(value) : String(Number(value.toPrecision(4)));
}
