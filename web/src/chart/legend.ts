import { colourOf } from "../colour/assignment";
import { figureColours } from "./colours";
import { withLines } from "./cohorts";
import { isNamedInside, tagsOfColumns } from "./columns";
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
  const plain = withLines(figure, frame.tracks).filter((track) => !track.series.overlay);
  if (/^(stacked_area|stacked_bar|columns)$/.test(figure.chart.kind)) plain.reverse();
  const overlays = frame.tracks.filter((track) => track.series.overlay);
  return plain.concat(overlays).map((track) => ({ track, group: "" }));
}

/** Says whether a series needs no entry: its name stands on the chart, and it is not switched off. */
function isNamedOnChart(track: Track, figure: Figure, frame: Frame, view: View): boolean {
  const isSwitchedOff = view.hidden[track.series.key] === true;
  return figure.chart.kind === "columns" && !isSwitchedOff && isNamedInside(track, frame, view);
}

/** Lists what the legend shows, in order. The size in `view` is the chart's. */
export function legendEntries(figure: Figure, view: View): LegendEntry[] {
  const frame = frameOf(figure);
  const colours = figureColours(figure, frame, view.assignment);
  const listed = order(figure, frame).filter(
    ({ track }) => !isNamedOnChart(track, figure, frame, view),
  );
  return listed.map(({ track: { series }, group }) => ({
    key: series.key,
    label: series.label,
    colour: colourOf(colours, series.entity, view.theme),
    shape: shapeOf(series, figure),
    group,
  }));
}

/** Returns the fewest entries worth a legend: one names what a chart has no room to name. */
export function legendSizeMin(figure: Figure): number {
  return figure.chart.kind === "columns" ? 1 : 2;
}
