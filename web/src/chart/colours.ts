import { Assignment } from "../colour/assignment";
import { Oklch } from "../colour/oklch";
import { Figure } from "./figure";
import { Frame } from "./frame";

/** Returns a place on the ramp of cohorts: early ones golden and light, late ones violet and deep. */
function ramp(t: number): Oklch {
  return { l: 0.74 - 0.34 * t, c: 0.125 + 0.02 * t, h: 78 + 222 * t };
}

/**
 * Returns the colours of a figure's series. Cohorts are spread over the whole ramp in each figure,
 * for a model's cohorts must differ from each other, not from those of another model.
 */
export function figureColours(figure: Figure, frame: Frame, assignment: Assignment): Assignment {
  if (figure.chart.kind !== "cohorts") return assignment;
  const result: Assignment = {};
  const last = Math.max(1, frame.tracks.length - 1);
  frame.tracks.forEach((track, index) => (result[track.series.entity] = ramp(index / last)));
  return result;
}
