import { colourOf } from "../colour/assignment";
import { isFew, stretches } from "./few";
import { Figure } from "./figure";
import { aligned, Frame, hasGaps, instant, Track } from "./frame";
import { Part, View } from "./view";

const BANDS_MAX = 4;

function coordinate(frame: Frame, x: string | number): string | number {
  return frame.axis === "time" ? instant(String(x)) : frame.axis === "category" ? String(x) : x;
}

/** Says of each x whether a line is only dashed there: cut by the window, or of few generations. */
function doubtful(track: Track, figure: Figure, frame: Frame): boolean[] {
  const points = aligned(track, frame.xs);
  return frame.xs.map(
    (x, i) => figure.partial.indexOf(String(x)) >= 0 || isFew(points[i], frame),
  );
}

/** Draws a series with gaps as points alone; the doubtful ones are pale. */
function pointLayer(track: Track, figure: Figure, frame: Frame, base: Part): Part {
  const points = aligned(track, frame.xs);
  const pale = doubtful(track, figure, frame);
  return {
    ...base,
    id: "series:" + track.series.key,
    symbol: "circle",
    symbolSize: 9,
    showSymbol: true,
    lineStyle: { opacity: 0 },
    data: frame.xs.map((x, i) => ({
      value: [coordinate(frame, x), points[i] ? points[i]!.value : null],
      itemStyle: { opacity: pale[i] ? 0.4 : 1 },
    })),
  };
}

/** Sets a line on a stack apart from the colours that it crosses. */
function halo(track: Track, frame: Frame, view: View): Part {
  const points = aligned(track, frame.xs);
  return {
    id: "halo:" + track.series.key,
    type: "line",
    silent: true,
    symbol: "none",
    z: 6,
    lineStyle: { color: view.surface.paper, width: 5, opacity: 0.75 },
    data: frame.xs.map((x, i) => [coordinate(frame, x), points[i] ? points[i]!.value : null]),
  };
}

/** Draws a line, whole where the data is whole and dashed where it is cut or of few generations. */
export function lineLayers(track: Track, figure: Figure, frame: Frame, view: View): Part[] {
  const colour = colourOf(view.assignment, track.series.entity, view.theme);
  const points = aligned(track, frame.xs);
  const overlay = track.series.overlay;
  const at = (i: number) => [coordinate(frame, frame.xs[i]!), points[i] ? points[i]!.value : null];
  const cut = frame.xs.length > 1 ? doubtful(track, figure, frame) : [];
  const known = points.filter((point) => point && point.value !== null).length;
  const style = { color: colour, width: overlay ? 2.4 : 2, type: overlay ? [6, 4] : "solid" };
  const base: Part = {
    name: track.series.label,
    type: "line",
    silent: true,
    color: colour,
    lineStyle: style,
    z: overlay ? 7 : 4,
  };
  if (hasGaps(figure, frame)) return [pointLayer(track, figure, frame, base)];
  const layers: Part[] = overlay && figure.chart.kind !== "line" ? [halo(track, frame, view)] : [];
  layers.push({
    ...base,
    id: "series:" + track.series.key,
    symbol: "circle",
    symbolSize: 6,
    showSymbol: known < 2 || frame.xs.length <= 14,
    connectNulls: false,
    emphasis: { focus: "series" },
    blur: { lineStyle: { opacity: 0.2 } },
    data: frame.xs.map((x, i) => (cut[i] ? [coordinate(frame, x), null] : at(i))),
  });
  stretches(cut).forEach((stretch, number) => {
    layers.push({
      ...base,
      id: "cut:" + number + ":" + track.series.key,
      symbol: "none",
      lineStyle: { ...style, type: [2, 3], opacity: 0.55 },
      data: stretch.map(at),
    });
  });
  return layers;
}

/** Draws the interval around a line as a pale band; many bands would hide each other. */
export function band(track: Track, frame: Frame, view: View, lines: number): Part[] {
  const points = aligned(track, frame.xs);
  const has = points.some((p) => !!p && p.lower !== null && p.upper !== null);
  if (!has || lines > BANDS_MAX) return [];
  const colour = colourOf(view.assignment, track.series.entity, view.theme);
  const base: Part = {
    type: "line",
    stack: "band:" + track.series.key,
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    z: 2,
  };
  const bounds = points.map((p) => (p && p.lower !== null && p.upper !== null ? p : undefined));
  return [
    {
      ...base,
      id: "lower:" + track.series.key,
      data: frame.xs.map((x, i) => [coordinate(frame, x), bounds[i] ? bounds[i]!.lower : null]),
    },
    {
      ...base,
      id: "upper:" + track.series.key,
      areaStyle: { color: colour, opacity: view.theme === "light" ? 0.16 : 0.22 },
      data: frame.xs.map((x, i) => [
        coordinate(frame, x),
        bounds[i] ? bounds[i]!.upper! - bounds[i]!.lower! : null,
      ]),
    },
  ];
}
