import { colourOf } from "../colour/assignment";
import { Figure, Verdict } from "./figure";
import { month } from "./format";
import { aligned, Frame, Track } from "./frame";
import { band, lineLayers } from "./line";
import { textWidth } from "./measure";
import { isNarrow, Part, View } from "./view";

const FONT_SIZE = 11;
/** The size of the names of lines that no verdict names. */
const QUIET_SIZE = 10;
const WORDS: { [kind: string]: string } = {
  foundational: "foundational",
  late_sticky: "late but sticky",
  boomerang: "boomerang",
};

/** Leaves out the cohorts too young for a line, whose one month is the whole by definition. */
export function withLines(figure: Figure, tracks: Track[]): Track[] {
  if (figure.chart.kind !== "cohorts") return tracks;
  const known = (track: Track) => track.points.filter((point) => point.value !== null).length;
  const lines = tracks.filter((track) => known(track) > 1);
  return lines.length > 0 ? lines : tracks;
}

/** Returns what is said of a cohort; a verdict may name its month or the first day of it. */
function verdictsOf(figure: Figure, key: string): Verdict[] {
  return figure.verdicts.filter((verdict) => verdict.cohort.slice(0, 7) === key.slice(0, 7));
}

/** Writes the label at the end of a flagged line: the month and, on a wide chart, why. */
function endText(figure: Figure, track: Track, view: View): string {
  const kinds: string[] = [];
  verdictsOf(figure, track.series.key).forEach(({ kind }) => {
    const word = WORDS[kind] || kind.replace(/_/g, " ");
    if (kinds.indexOf(word) < 0) kinds.push(word);
  });
  const name = month(track.series.key);
  return isNarrow(view) ? name : [name].concat(kinds).join(", ");
}

/** Says whether a verdict names a cohort. */
export function isFlagged(figure: Figure, track: Track): boolean {
  return verdictsOf(figure, track.series.key).length > 0;
}

/** Returns where a line ends: its last age and its value there. */
function endOf(track: Track): { age: number; value: number } {
  const end = { age: 0, value: 0 };
  track.points.forEach((point) => {
    const age = Number(point.x);
    if (point.value !== null && age >= end.age) [end.age, end.value] = [age, point.value];
  });
  return end;
}

/** Returns about how many pixels lie between two months of age. */
function stepWidth(frame: Frame, view: View): number {
  return (view.width - 100) / (Number(frame.xs[frame.xs.length - 1]) || 1);
}

/** Names a line that no verdict names, in no more room than the next line leaves; may be empty. */
function quietText(track: Track, frame: Frame, view: View): string {
  const name = month(track.series.key);
  const fits = (text: string) => textWidth(text, QUIET_SIZE) + 6 <= stepWidth(frame, view);
  const short = name.slice(0, 3);
  return fits(name) ? name : fits(short) ? short : "";
}

/** Returns the room that labels need on the right, beyond the last month. */
export function cohortMargin(figure: Figure, frame: Frame, view: View): number {
  let margin = 0;
  const last = Number(frame.xs[frame.xs.length - 1]) || 1;
  withLines(figure, frame.tracks).forEach((track) => {
    if (view.hidden[track.series.key]) return;
    const width = isFlagged(figure, track)
      ? textWidth(endText(figure, track, view), FONT_SIZE) + 12
      : textWidth(quietText(track, frame, view), QUIET_SIZE);
    margin = Math.max(margin, width - (last - endOf(track).age) * stepWidth(frame, view));
  });
  return Math.min(Math.max(0, margin), view.width / 3);
}

/** Returns how far above the end of a line, in pixels, its name is clear of the lines that fall. */
function liftOf(heights: number[]): number {
  let lift = 0;
  heights
    .slice()
    .sort((a, b) => a - b)
    .forEach((height) => {
      if (height > lift && height < lift + QUIET_SIZE + 4) lift = height;
    });
  return lift;
}

/** Finds a place above the end of a line for its name; nothing where a line rises through it. */
function liftOfName(track: Track, frame: Frame, view: View): number | null {
  const end = endOf(track);
  const plot = view.height - 80;
  const now: number[] = [];
  const rises: number[][] = [];
  frame.tracks.forEach((other) => {
    if (other === track || view.hidden[other.series.key]) return;
    const [at, next] = aligned(other, [end.age, end.age + 1]);
    if (!at || at.value === null) return;
    const height = (at.value - end.value) * plot;
    now.push(height);
    if (next && next.value !== null) rises.push([height, (next.value - end.value) * plot]);
  });
  const lift = liftOf(now);
  const isCrossed = rises.some(([from, to]) => from! <= lift && to! > lift + QUIET_SIZE);
  return isCrossed ? null : lift;
}

/** Names a line where it ends, to the right and above all lines, for they fall. */
function quietLabel(track: Track, frame: Frame, view: View): Part {
  const lift = liftOfName(track, frame, view);
  return {
    show: lift !== null,
    formatter: () => quietText(track, frame, view),
    color: view.surface.muted,
    fontSize: QUIET_SIZE,
    textBorderColor: view.surface.paper,
    textBorderWidth: 2,
    distance: 1,
    align: "left",
    verticalAlign: "bottom",
    padding: [0, 0, 3 + (lift || 0), 0],
  };
}

/** Draws a cohort: thin with its month, or thick with its interval and why a verdict names it. */
export function cohortLayers(track: Track, figure: Figure, frame: Frame, view: View): Part[] {
  const flagged = isFlagged(figure, track);
  const style = {
    color: colourOf(view.assignment, track.series.entity, view.theme),
    width: flagged ? 3.4 : 1.4,
  };
  const lines = lineLayers(track, figure, frame, view).map((layer): Part => {
    const own = { ...layer, lineStyle: style, symbolSize: flagged ? 7 : 3.5, z: flagged ? 5 : 3 };
    if (!flagged) {
      const endLabel = quietLabel(track, frame, view);
      return { ...own, endLabel, labelLayout: { hideOverlap: true } };
    }
    return {
      ...own,
      endLabel: {
        show: true,
        formatter: () => endText(figure, track, view),
        color: view.surface.ink,
        fontSize: FONT_SIZE,
        fontWeight: "bold",
        textBorderColor: view.surface.paper,
        textBorderWidth: 3,
        distance: 7,
      },
      labelLayout: { moveOverlap: "shiftY", hideOverlap: true },
    };
  });
  return (flagged ? band(track, frame, view, 1) : []).concat(lines);
}
