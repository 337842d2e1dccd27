import { Cell, Figure, Series } from "./figure";
import { month } from "./format";

export type AxisType = "time" | "category" | "value";

/** One value of a series; a scatter point also has a name and may belong to a group. */
export interface Point {
  x: string | number;
  name: string;
  group: string;
  value: number | null;
  lower: number | null;
  upper: number | null;
  n: number | null;
}

/** A series with its points in the order of the rows. */
export interface Track {
  series: Series;
  points: Point[];
}

/** A figure's long rows, sorted into series over one x axis. */
export interface Frame {
  axis: AxisType;
  xs: (string | number)[];
  tracks: Track[];
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

function number(cell: Cell | undefined): number | null {
  return typeof cell === "number" ? cell : null;
}

/** Which columns hold the x, the series, a point's name and its group; -1 for none. */
interface Columns {
  x: number;
  series: number;
  name: number;
  group: number;
}

/**
 * Returns the leading column that the x axis shows: the last one; of a scatter, whose points
 * also have names and groups, the one with numbers.
 */
export function xColumn(figure: Figure): string {
  const leading = figure.chart.x;
  const last = leading[leading.length - 1] || "";
  if (figure.chart.kind !== "scatter") return last;
  const isNumeric = (name: string) => {
    const column = figure.columns.indexOf(name);
    return figure.rows.some((row) => typeof row[column] === "number");
  };
  return leading.filter(isNumeric)[0] || last;
}

function columnsOf(figure: Figure): Columns {
  const at = (name: string | undefined) => figure.columns.indexOf(name || "");
  const leading = figure.chart.x;
  const x = at(xColumn(figure));
  const series = at("series");
  if (figure.chart.kind === "scatter") {
    const texts = leading.filter((name) => at(name) !== x);
    return { x, series, name: at(texts[0]), group: at(texts[1]) };
  }
  if (series < 0 && leading.length > 1) return { x, series: at(leading[0]), name: -1, group: -1 };
  return { x, series, name: -1, group: -1 };
}

function axisType(figure: Figure, xs: (string | number)[]): AxisType {
  if (figure.chart.kind === "scatter") return "value";
  let dates = true;
  let numbers = true;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i];
    dates = dates && typeof x === "string" && ISO_DATE.test(x);
    numbers = numbers && typeof x === "number";
  }
  return dates ? "time" : numbers ? "value" : "category";
}

/** Says whether a series leaves any mark: in a stack, one that is zero throughout does not. */
function isSeen(track: Track, figure: Figure): boolean {
  const { kind } = figure.chart;
  const isStacked = kind.indexOf("stacked") === 0 || kind === "columns";
  return track.points.some((point) => point.value !== null && (!isStacked || point.value !== 0));
}

/** Describes a series that has rows but is not listed, as cohorts may not be. */
function unlisted(key: string, figure: Figure): Series {
  const isCohort = figure.chart.kind === "cohorts";
  return { key, label: key, entity: (isCohort ? "cohort:" : "") + key, overlay: false };
}

/** Returns the x values from the first to the last with a value, as data may begin late. */
function withData(xs: (string | number)[], tracks: Track[]): (string | number)[] {
  const known: { [x: string]: boolean } = {};
  tracks.forEach((track) =>
    track.points.forEach((point) => {
      if (point.value !== null) known["$" + point.x] = true;
    }),
  );
  const has = xs.map((x) => known["$" + x] === true);
  return xs.slice(Math.max(0, has.indexOf(true)), has.lastIndexOf(true) + 1);
}

/** Sorts the rows of a figure into series. Series that the figure does not list come last. */
export function frameOf(figure: Figure): Frame {
  const columns = columnsOf(figure);
  const value = figure.columns.indexOf("value");
  const lower = figure.columns.indexOf("lower");
  const upper = figure.columns.indexOf("upper");
  const n = figure.columns.indexOf("n");
  const tracks: Track[] = [];
  const byKey: { [key: string]: Track } = {};
  const add = (given: Series): Track => {
    const isCohort = figure.chart.kind === "cohorts";
    const series = isCohort ? { ...given, label: month(given.label) } : given;
    const track = { series, points: [] };
    tracks.push(track);
    byKey["$" + series.key] = track;
    return track;
  };
  figure.series.forEach(add);
  const xs: (string | number)[] = [];
  const seen: { [x: string]: boolean } = {};
  figure.rows.forEach((row) => {
    const x = row[columns.x];
    if (x === null || x === undefined) return;
    const key = columns.series < 0 ? "all" : String(row[columns.series]);
    const track = byKey["$" + key] || add(unlisted(key, figure));
    track.points.push({
      x,
      name: columns.name < 0 ? key : String(row[columns.name]),
      group: columns.group < 0 ? "" : String(row[columns.group] || ""),
      value: number(row[value]),
      lower: number(row[lower]),
      upper: number(row[upper]),
      n: number(row[n]),
    });
    if (!seen["$" + x]) {
      seen["$" + x] = true;
      xs.push(x);
    }
  });
  const axis = axisType(figure, xs);
  if (axis === "time") xs.sort();
  if (axis === "value") xs.sort((a, b) => Number(a) - Number(b));
  if (figure.chart.kind === "cohorts") {
    tracks.sort((a, b) => (a.series.key < b.series.key ? -1 : 1));
  }
  const seenTracks = tracks.filter((track) => isSeen(track, figure));
  return { axis, xs: axis === "time" ? withData(xs, tracks) : xs, tracks: seenTracks };
}

const DAY_MS = 86400000;
/** The longest that two neighbours of a kind of x lie apart. */
const REACH_DAYS: { [unit: string]: number } = { week: 7, month: 31 };

/**
 * Says whether weeks or months between the first and the last are missing. A line or an area
 * drawn across such a gap would show what nobody measured.
 */
export function hasGaps(figure: Figure, frame: Frame): boolean {
  const reach = REACH_DAYS[xColumn(figure)];
  if (frame.axis !== "time" || reach === undefined) return false;
  return frame.xs.some(
    (x, i) => i > 0 && instant(String(x)) - instant(String(frame.xs[i - 1])) > reach * DAY_MS,
  );
}

/** Gives a series one point for each x, or nothing where it has none. */
export function aligned(track: Track, xs: (string | number)[]): (Point | undefined)[] {
  const byX: { [x: string]: Point } = {};
  track.points.forEach((point) => (byX["$" + point.x] = point));
  return xs.map((x) => byX["$" + x]);
}

/** Reads an ISO date as midnight UTC in milliseconds. */
export function instant(date: string): number {
  const parts = date.split("-");
  return Date.UTC(Number(parts[0]), Number(parts[1]) - 1, Number(parts[2]));
}
