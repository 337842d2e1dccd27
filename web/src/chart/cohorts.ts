import { colourOf } from "../colour/assignment";
import { Figure, Verdict } from "./figure";
import { month } from "./format";
import { Frame, Track } from "./frame";
import { band, lineLayers } from "./line";
import { textWidth } from "./measure";
import { isNarrow, Part, View } from "./view";

const FONT_SIZE = 11;
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

/** Returns the room that labels need on the right, beyond the last month. */
export function cohortMargin(figure: Figure, frame: Frame, view: View): number {
  let margin = 0;
  const last = Number(frame.xs[frame.xs.length - 1]) || 1;
  frame.tracks.forEach((track) => {
    if (!isFlagged(figure, track) || view.hidden[track.series.key]) return;
    let age = 0;
    track.points.forEach((point) => {
      if (point.value !== null) age = Math.max(age, Number(point.x));
    });
    const left = ((last - age) / last) * (view.width - 100);
    margin = Math.max(margin, textWidth(endText(figure, track, view), FONT_SIZE) + 12 - left);
  });
  return Math.min(Math.max(0, margin), view.width / 3);
}

/** Draws a cohort: thin, or thick with its interval and its label where a verdict names it. */
export function cohortLayers(track: Track, figure: Figure, frame: Frame, view: View): Part[] {
  const flagged = isFlagged(figure, track);
  const style = {
    color: colourOf(view.assignment, track.series.entity, view.theme),
    width: flagged ? 3.4 : 1.4,
  };
  const lines = lineLayers(track, figure, frame, view).map((layer): Part => {
    const own = { ...layer, lineStyle: style, symbolSize: flagged ? 7 : 3.5, z: flagged ? 5 : 3 };
    if (!flagged) return own;
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
      labelLayout: { moveOverlap: "shiftY" },
    };
  });
  return (flagged ? band(track, frame, view, 1) : []).concat(lines);
}
