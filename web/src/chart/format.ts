import { Unit } from "./figure";

// Keeps the sign on the line of its number.
const PERCENT = "\u00a0%";
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Sets the hyphens before numbers as minus signs; those inside names stay. */
export function withMinus(text: string): string {
  return text.replace(/(^|[\s($])-(?=[$\d])/g, "$1\u2212");
}

/** Groups the digits of a whole number: 1234567 is 1,234,567. */
export function grouped(value: number): string {
  return withMinus(String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ","));
}

/** Writes how many there are of something whose plural ends in s. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
  return withMinus(text.indexOf(".") < 0 ? text : text.replace(/\.?0+$/, ""));
}

/** Shortens a count with the suffixes that token counts are read in: K, M, B, T. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const suffixes: [number, string][] = [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "K"],
  ];
  for (let i = 0; i < suffixes.length; i++) {
    const [scale, suffix] = suffixes[i]!;
    if (size >= scale * 0.9995) return significant(value / scale) + suffix;
  }
  return significant(value);
}

function dollars(value: number): string {
  const size = Math.abs(value);
  if (value < 0) return "\u2212" + dollars(size);
  if (size >= 1e4) return "$" + compact(value);
  if (size >= 100) return "$" + grouped(value);
  if (size >= 0.1 || size === 0) return "$" + value.toFixed(2);
  return "$" + String(Number(value.toPrecision(2)));
}

/** Writes a whole number, or one digit of a small one that is not whole. */
function rounded(value: number): string {
  const isWhole = Math.abs(value) >= 10 || value === Math.round(value);
  return isWhole ? grouped(value) : withMinus(value.toFixed(1));
}

/** Writes percent with a digit, small ones with two; what two digits make zero is called so. */
function percentage(percent: number): string {
  const size = Math.abs(percent);
  if (size > 0 && size < 0.005) return (percent < 0 ? ">\u2212" : "<") + "0.01" + PERCENT;
  return withMinus(percent.toFixed(size > 0 && size < 0.1 ? 2 : 1)) + PERCENT;
}

/** Writes a value as a reader of its unit expects it. */
export function formatted(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  switch (unit) {
    case "share":
      return percentage(value * 100);
    case "tokens":
      return compact(value);
    case "usd":
    case "usd_per_million":
      return dollars(value);
    case "milliseconds":
      return rounded(value) + "\u00a0ms";
    default:
      return rounded(value);
  }
}

/** Writes an axis tick: as `formatted`, with no decimals that the axis does not need. */
export function tick(value: number, unit: Unit): string {
  if (unit === "share") return withMinus(String(Number((value * 100).toPrecision(3)))) + PERCENT;
  if (unit === "usd" || unit === "usd_per_million") {
    if (value >= 0.01 && value < 1) return "$" + value.toFixed(2);
    return "$" + (value >= 1 ? compact(value) : String(Number(value.toPrecision(2))));
  }
  // The title of the axis says milliseconds, of which a thousand is no K.
  if (unit === "milliseconds") return rounded(value);
  return compact(value);
}

/** Writes an ISO date as 20 Jan 2025; other texts stay as they are. */
export function day(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return date;
  return Number(match[3]) + " " + MONTHS[Number(match[2]) - 1] + " " + match[1];
}

/** Writes the month of an ISO date or month as Jan 2025; other texts stay as they are. */
export function month(date: string): string {
  const match = /^(\d{4})-(\d{2})(-\d{2})?$/.exec(date);
  return match ? MONTHS[Number(match[2]) - 1] + " " + match[1] : date;
}

/** Says what one x value is: a week by its Monday, a month by its name. */
export function named(x: string | number, column: string): string {
  if (column === "age") return "Month " + x;
  if (typeof x === "number") return column + " " + x;
  const text = day(x);
  if (column === "week") return "Week of " + text;
  if (column === "month") return month(x);
  return text;
}

/** Makes text safe inside HTML and attribute values. */
export function escaped(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
