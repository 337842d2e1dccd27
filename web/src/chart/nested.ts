import { Assignment, shades } from "../colour/assignment";
import { Frame } from "./frame";

/** Says whether each series stands in one column only, as tags do inside their categories. */
export function isNested(frame: Frame): boolean {
  return (
    frame.axis === "category" &&
    frame.xs.length > 1 &&
    frame.tracks.length > frame.xs.length &&
    frame.tracks.every((track) => track.points.length === 1)
  );
}

/** Colours the parts of a column as shades of the column's own colour, the largest deepest. */
export function nestedColours(frame: Frame, assignment: Assignment): Assignment {
  if (!isNested(frame)) return assignment;
  const result: Assignment = {};
  frame.xs.forEach((x) => {
    const parts = frame.tracks.filter((track) => track.points[0]!.x === x);
    parts.sort((a, b) => (b.points[0]!.value || 0) - (a.points[0]!.value || 0));
    const steps = shades(assignment, "category:" + x, parts.length);
    parts.forEach((track, i) => (result[track.series.entity] = steps[i]!));
  });
  return result;
}
