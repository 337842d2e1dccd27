import { Assignment } from "../colour/assignment";
import { Oklch } from "../colour/oklch";
import { CALLED_OUT } from "../colour/palette";
import { isFlagged, withLines } from "./cohorts";
import { Figure } from "./figure";
import { Frame } from "./frame";

/** Returns a place on the ramp of cohorts: early ones golden and light, late ones violet and deep. */
function ramp(t: number): Oklch {
  return { l: 0.78 - 0.42 * t, c: 0.13 + 0.02 * t, h: 85 + 215 * t };
}

/** Returns a place on the ramp of cohorts of which nothing is said beside one that stands out. */
function greyRamp(t: number): Oklch {
  return { l: 0.78 - 0.32 * t, c: 0.012, h: 260 };
}

/**
 * Returns the colours of a figure's series. Cohorts are spread over a whole ramp in each figure,
 * for a model's cohorts must differ from each other, not from those of another model. Where
 * verdicts name some, those alone have colours and the others are a ramp of greys.
 */
export function figureColours(figure: Figure, frame: Frame, assignment: Assignment): Assignment {
  if (figure.chart.kind !== "cohorts") return assignment;
  const result: Assignment = {};
  const tracks = withLines(figure, frame.tracks);
  const named = tracks.filter((track) => isFlagged(figure, track));
  const plain = tracks.filter((track) => named.indexOf(track) < 0);
  const place = named.length > 0 ? greyRamp : ramp;
  plain.forEach((track, i) => {
    result[track.series.entity] = place(i / Math.max(1, plain.length - 1));
  });
  named.forEach((track, i) => {
    result[track.series.entity] = CALLED_OUT[i % CALLED_OUT.length]!;
  });
  return result;
}
