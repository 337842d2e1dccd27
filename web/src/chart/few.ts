import { Figure } from "./figure";
import { day } from "./format";
import { aligned, Frame, Point } from "./frame";

/** With fewer generations behind it, a share or a mean is drawn as something to doubt. */
const GENERATIONS_MIN = 50;
const DATES_MAX = 4;

/** Says whether a value of a line over time rests on few generations; unknown is not few. */
export function isFew(point: Point | undefined, frame: Frame): boolean {
  if (frame.axis !== "time" || !point || point.value === null) return false;
  return point.n !== null && point.n < GENERATIONS_MIN;
}

/**
 * Says for each x of a stack over time whether the whole rests on few generations: bars of amounts
 * and parts of a whole on all that they count, other shares on what each of them is a share of.
 */
export function fewInStack(figure: Figure, frame: Frame): boolean[] {
  const { kind, normalised, unit } = figure.chart;
  const isStack = frame.axis === "time" && (normalised || kind === "stacked_bar");
  const isSummed = normalised || unit !== "share";
  const columns = frame.tracks
    .filter((track) => !track.series.overlay)
    .map((track) => aligned(track, frame.xs));
  return frame.xs.map((_, i) => {
    let known = 0;
    let generations = 0;
    columns.forEach((points) => {
      const n = points[i] ? points[i]!.n : null;
      if (n !== null) known++;
      generations = isSummed ? generations + (n || 0) : Math.max(generations, n || 0);
    });
    return isStack && known > 0 && generations < GENERATIONS_MIN;
  });
}

/** Returns the runs of neighbours, as indices, that are joined by a stretch with a marked end. */
export function stretches(marked: boolean[]): number[][] {
  const runs: number[][] = [];
  for (let i = 0; i + 1 < marked.length; i++) {
    if (!marked[i] && !marked[i + 1]) continue;
    const last = runs[runs.length - 1];
    if (last && last[last.length - 1] === i) last.push(i + 1);
    else runs.push([i, i + 1]);
  }
  return runs;
}

/** Says of a chart which of its x values rest on few generations and how they look; else nothing. */
export function fewNote(figure: Figure, frame: Frame): string {
  const { kind } = figure.chart;
  const isLine = kind === "line";
  if (!isLine && kind !== "stacked_area" && kind !== "stacked_bar") return "";
  const inStack = isLine ? [] : fewInStack(figure, frame);
  const columns = isLine ? frame.tracks.map((track) => aligned(track, frame.xs)) : [];
  const dates = frame.xs
    .filter((_, i) => inStack[i] || columns.some((points) => isFew(points[i], frame)))
    .map((x) => day(String(x)));
  if (dates.length === 0) return "";
  const list =
    dates.length > DATES_MAX
      ? `${dates.length} dates from ${dates[0]} to ${dates[dates.length - 1]}`
      : dates.join(", ");
  return `${isLine ? "Dotted" : "Faded"}: fewer than ${GENERATIONS_MIN} generations (${list}).`;
}
