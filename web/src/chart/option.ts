import { eventSeries, eventsHeight, fewArea, partialArea, trendSeries } from "./annotations";
import { xAxis, yAxis } from "./axes";
import { bandNames } from "./bands";
import { cohortLayers, cohortMargin, withLines } from "./cohorts";
import { figureColours } from "./colours";
import { columnLayer } from "./columns";
import { Figure } from "./figure";
import { Frame, frameOf, hasGaps, Track } from "./frame";
import { band, lineLayers } from "./line";
import { clouds } from "../scatter/cloud";
import { areaLayer, barLayer } from "./stack";
import { FONT, Part, View } from "./view";

function layers(track: Track, figure: Figure, frame: Frame, view: View, lines: number): Part[] {
  if (track.series.overlay) return lineLayers(track, figure, frame, view);
  switch (figure.chart.kind) {
    case "stacked_area":
      return [areaLayer(track, frame, view)];
    case "stacked_bar":
      return [barLayer(track, figure, frame, view)];
    case "columns":
      return [columnLayer(track, frame, view)];
    case "cohorts":
      return cohortLayers(track, figure, frame, view);
    default:
      return band(track, frame, view, figure.chart.log_y ? Infinity : lines).concat(
        lineLayers(track, figure, frame, view),
      );
  }
}

function seriesOf(figure: Figure, frame: Frame, view: View, top: number): Part[] {
  const drawn = withLines(figure, frame.tracks);
  const visible = drawn.filter((track) => !view.hidden[track.series.key]);
  const parts: Part[] = [];
  if (figure.chart.kind === "scatter") {
    parts.push(...clouds(visible, figure, frame, view));
  } else {
    visible.forEach((track) => parts.push(...layers(track, figure, frame, view, visible.length)));
  }
  if (figure.chart.kind === "stacked_area") {
    const stacked = visible.filter((track) => !track.series.overlay);
    parts.push(...bandNames(stacked, figure, frame, view, top));
    parts.push(...fewArea(figure, frame, view), ...partialArea(figure, frame, view));
  }
  return parts.concat(eventSeries(figure, frame, view, top), trendSeries(figure, frame, view));
}

/** Describes a figure to a reader who hears it. */
export function description(figure: Figure): string {
  const names = frameOf(figure).tracks.map((track) => track.series.label);
  const shown = names.slice(0, 8).join(", ") + (names.length > 8 ? " and others" : "");
  const verdicts = figure.verdicts.map((verdict) => " " + verdict.text).join("");
  return `${figure.takeaway || figure.title}. ${figure.definition} Series: ${shown}.${verdicts}`;
}

const AREA_POINTS_MIN = 3;

/** A stack over few or scattered weeks is drawn as bars: an area would fill what is not known. */
function asDrawable(figure: Figure, frame: Frame): Figure {
  const isSparse = frame.xs.length < AREA_POINTS_MIN || hasGaps(figure, frame);
  return figure.chart.kind === "stacked_area" && isSparse
    ? { ...figure, chart: { ...figure.chart, kind: "stacked_bar" } }
    : figure;
}

/** Turns a figure into the ECharts option that the page and the images both draw. */
export function figureOption(described: Figure, given: View): Part {
  const frame = frameOf(described);
  const figure = asDrawable(described, frame);
  const view = { ...given, assignment: figureColours(figure, frame, given.assignment) };
  const titleHeight = figure.chart.y_title ? 26 : 8;
  const top = titleHeight + eventsHeight(figure, frame, view) + 4;
  return {
    animation: false,
    useUTC: true,
    backgroundColor: "transparent",
    textStyle: { fontFamily: FONT, color: view.surface.ink },
    title: {
      text: figure.chart.y_title.charAt(0).toUpperCase() + figure.chart.y_title.slice(1),
      left: 0,
      top: 3,
      padding: 0,
      textStyle: { color: view.surface.muted, fontSize: 12, fontWeight: "normal" },
    },
    grid: {
      left: 2,
      right: 14 + (figure.chart.kind === "cohorts" ? cohortMargin(figure, frame, view) : 0),
      top,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    xAxis: xAxis(figure, frame, view),
    yAxis: yAxis(figure, frame, view),
    series: seriesOf(figure, frame, view, top),
  };
}
