import { colourOf } from "../colour/assignment";
import { Figure } from "./figure";
import { aligned, Frame, hasGaps, instant, Track } from "./frame";
import { Part, View } from "./view";

const BANDS_MAX = 4;

function coordinate(frame: Frame, x: string | number): string | number {
  return frame.axis === "time" ? instant(String(x)) : frame.axis === "category" ? String(x) : x;
}

/** Returns the stretches between a cut x and its neighbour, where a line is only dashed. */
function cutStretches(figure: Figure, frame: Frame): number[][] {
  const last = frame.xs.length - 1;
  const stretches: number[][] = [];
  figure.partial.forEach((x) => {
    const index = frame.xs.indexOf(x);
    if (index >= 0 && last > 0) stretches.push(index === 0 ? [0, 1] : [index - 1, index]);
  });
  return stretches;
}

/** Draws a series with gaps as points alone; those that the window cuts are pale. */
function pointLayer(track: Track, figure: Figure, frame: Frame, base: Part): Part {
  const points = aligned(track, frame.xs);
  return {
    ...base,
    id: "series:" + track.series.key,
    symbol: "circle",
    symbolSize: 9,
    showSymbol: true,
    lineStyle: { opacity: 0 },
    data: frame.xs.map((x, i) => ({
      value: [coordinate(frame, x), points[i] ? points[i]!.value : null],
      itemStyle: { opacity: figure.partial.indexOf(String(x)) >= 0 ? 0.5 : 1 },
    })),
  };
}

/** Draws a line, whole where the data is whole and dashed where the window cuts it. */
export function lineLayers(track: Track, figure: Figure, frame: Frame, view: View): Part[] {
  const colour = colourOf(view.assignment, track.series.entity, view.theme);
  const points = aligned(track, frame.xs);
  const overlay = track.series.overlay;
  const at = (i: number) => [coordinate(frame, frame.xs[i]!), points[i] ? points[i]!.value : null];
  const cut = frame.xs.map((x) => figure.partial.indexOf(String(x)) >= 0);
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
  const layers: Part[] = [
    {
      ...base,
      id: "series:" + track.series.key,
      symbol: "circle",
      symbolSize: 6,
      showSymbol: known < 2 || frame.xs.length <= 14,
      connectNulls: false,
      emphasis: { focus: "series" },
      blur: { lineStyle: { opacity: 0.2 } },
      data: frame.xs.map((x, i) => (cut[i] ? [coordinate(frame, x), null] : at(i))),
    },
  ];
  cutStretches(figure, frame).forEach((stretch, number) => {
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
