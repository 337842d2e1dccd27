import { colourOf } from "../colour/assignment";
import { figureColours } from "./colours";
import { tagsOfColumns } from "./columns";
import { Figure, Series } from "./figure";
import { Frame, frameOf, Track } from "./frame";
import { View } from "./view";

export interface LegendEntry {
  key: string;
  label: string;
  colour: string;
  shape: "area" | "line" | "dashed" | "point";
  /** The column that a tag belongs to; empty where entries need no heading. */
  group: string;
}

function shapeOf(series: Series, figure: Figure): LegendEntry["shape"] {
  if (series.overlay) return "dashed";
  switch (figure.chart.kind) {
    case "line":
    case "cohorts":
      return "line";
    case "scatter":
      return "point";
    default:
      return "area";
  }
}

/** Lists the tags under the columns that they belong to; those of several columns stand last. */
function columnsOrder(frame: Frame): { track: Track; group: string }[] {
  const columns = tagsOfColumns(frame);
  const homes = (track: Track) => columns.filter((tags) => tags.indexOf(track) >= 0).length;
  const listed: { track: Track; group: string }[] = [];
  columns.forEach((tags, i) =>
    tags.forEach((track) => {
      if (homes(track) === 1) listed.push({ track, group: String(frame.xs[i]) });
    }),
  );
  frame.tracks.forEach((track) => {
    if (homes(track) > 1) listed.push({ track, group: "several" });
  });
  return listed;
}

/** Lists the series as a reader meets them: a stack from its top to its foot, overlays last. */
function order(figure: Figure, frame: Frame): { track: Track; group: string }[] {
  if (figure.chart.kind === "columns" && frame.xs.length > 1) return columnsOrder(frame);
  const plain = frame.tracks.filter((track) => !track.series.overlay);
  if (/^(stacked_area|stacked_bar|columns)$/.test(figure.chart.kind)) plain.reverse();
  const overlays = frame.tracks.filter((track) => track.series.overlay);
  return plain.concat(overlays).map((track) => ({ track, group: "" }));
}

/** Lists what the legend shows, in order. */
export function legendEntries(figure: Figure, view: View): LegendEntry[] {
  const frame = frameOf(figure);
  const colours = figureColours(figure, frame, view.assignment);
  return order(figure, frame).map(({ track: { series }, group }) => ({
    key: series.key,
    label: series.label,
    colour: colourOf(colours, series.entity, view.theme),
    shape: shapeOf(series, figure),
    group,
  }));
}
