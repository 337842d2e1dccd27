import { colourOf } from "../colour/assignment";
import { Figure } from "./figure";
import { frameOf } from "./frame";
import { isNested, nestedColours } from "./nested";
import { View } from "./view";

export interface LegendEntry {
  key: string;
  label: string;
  colour: string;
  shape: "area" | "line" | "dashed" | "point";
}

/** Lists the series as a reader meets them: a stack from its top to its foot, overlays last. */
export function legendEntries(figure: Figure, view: View): LegendEntry[] {
  const kind = figure.chart.kind;
  const frame = frameOf(figure);
  const tracks = frame.tracks;
  const assignment = nestedColours(frame, view.assignment);
  const plain = tracks.filter((track) => !track.series.overlay);
  const isStack = kind === "stacked_area" || kind === "stacked_bar";
  if (isStack && !isNested(frame)) plain.reverse();
  return plain.concat(tracks.filter((track) => track.series.overlay)).map(({ series }) => ({
    key: series.key,
    label: series.label,
    colour: colourOf(assignment, series.entity, view.theme),
    shape: series.overlay
      ? "dashed"
      : kind === "line"
        ? "line"
        : kind === "scatter"
          ? "point"
          : "area",
  }));
}
