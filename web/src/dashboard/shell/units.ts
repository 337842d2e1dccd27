import { compact, day, formatted, grouped } from "../../chart/format";
import { Days } from "./answers";

const DAY_MS = 86_400_000;

/** What stands where a value is not known. */
export const UNKNOWN = "unknown";
/** What stands where there is nothing to measure yet. */
export const NOTHING = "–";

/** Writes dollars; small amounts keep the digits that a record has, down to a billionth. */
export function money(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return UNKNOWN;
  const size = Math.abs(usd);
  if (size === 0 || size >= 0.1) return formatted(usd, "usd");
  return "$" + (size >= 1e-4 ? usd.toFixed(5) : usd.toFixed(9).replace(/0+$/, ""));
}

/** Writes a count of tokens in full. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : grouped(value);
}

/** Writes a time span: milliseconds below a second, else seconds. */
export function span(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms >= 100_000) return grouped(ms / 1000) + "\u00a0s";
  return ms >= 1000 ? (ms / 1000).toFixed(1) + "\u00a0s" : grouped(ms) + "\u00a0ms";
}

/** Writes a rate with the digits that it can bear. */
export function rate(value: number): string {
  if (value >= 1000) return compact(value);
  return value >= 100 ? grouped(value) : value.toFixed(value >= 10 ? 1 : 2);
}

/** Writes the time of day of an ISO time, in UTC. */
export function clock(iso: string): string {
  const match = /T(\d{2}:\d{2}:\d{2})/.exec(iso);
  return match ? match[1]! : iso;
}

/** Writes an ISO time as 26 Nov 2025, 22:14:03, in UTC. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return UNKNOWN;
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/.exec(iso);
  return match ? day(match[1]!) + ", " + match[2]! : day(iso);
}

/** Writes days as 4 Nov 2024 to 30 Nov 2025, or one day, or nothing where there are none. */
export function days(window: Days | null | undefined): string {
  if (!window || !window.from || !window.to) return "";
  return window.from === window.to ? day(window.from) : `${day(window.from)} to ${day(window.to)}`;
}

/** Moves an ISO date by days. */
export function shifted(date: string, by: number): string {
  const at = new Date(date + "T00:00:00Z").getTime() + by * DAY_MS;
  return new Date(at).toISOString().slice(0, 10);
}

/** Writes an identifier as words: upstream_error is upstream error. */
export function words(name: string): string {
  return name.replace(/_/g, " ");
}

/** Joins names as a sentence does: a, b and c. */
export function listed(names: string[]): string {
  if (names.length < 2) return names.join("");
  return names.slice(0, -1).join(", ") + " and " + names[names.length - 1];
}
