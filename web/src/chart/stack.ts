import { colourOf } from "../colour/assignment";
import { fewInStack } from "./few";
import { Figure } from "./figure";
import { aligned, Frame, instant, Point, Track } from "./frame";
import { stepOf } from "./axes";
import { Part, View } from "./view";

/** Says for each x whether any series has a value there; the rest are gaps, not zeros. */
function covered(frame: Frame): boolean[] {
  const columns = frame.tracks.map((track) => aligned(track, frame.xs));
  return frame.xs.map((_, i) => columns.some((points) => !!points[i] && points[i]!.value !== null));
}

function height(point: Point | undefined, isCovered: boolean): number | null {
  if (point && point.value !== null) return point.value;
  return isCovered ? 0 : null;
}

/** Draws one layer of a 100 % or absolute stack over time. */
export function areaLayer(track: Track, frame: Frame, view: View): Part {
  const isCovered = covered(frame);
  const colour = colourOf(view.assignment, track.series.entity, view.theme);
  const points = aligned(track, frame.xs);
  return {
    id: "series:" + track.series.key,
    name: track.series.label,
    type: "line",
    stack: "total",
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    color: colour,
    areaStyle: { color: colour, opacity: 1 },
    lineStyle: { color: view.surface.paper, width: 0.8 },
    emphasis: { focus: "series" },
    blur: { areaStyle: { opacity: 0.25 }, lineStyle: { opacity: 0.6 } },
    data: frame.xs.map((x, i) => [
      frame.axis === "time" ? instant(String(x)) : x,
      height(points[i], isCovered[i]!),
    ]),
  };
}

function barWidth(frame: Frame, view: View): number | string {
  if (frame.axis !== "time") return "72%";
  const span = instant(String(frame.xs[frame.xs.length - 1])) - instant(String(frame.xs[0]));
  const slots = span / stepOf(frame) + 1.2;
  return Math.max(1, Math.min(60, ((view.width - 64) / slots) * 0.78));
}

/** Draws a layer of stacked bars: pale on few generations, pale and hatched where cut. */
export function barLayer(track: Track, figure: Figure, frame: Frame, view: View): Part {
  const colour = colourOf(view.assignment, track.series.entity, view.theme);
  const few = fewInStack(figure, frame);
  return {
    id: "series:" + track.series.key,
    name: track.series.label,
    type: "bar",
    stack: "total",
    barWidth: barWidth(frame, view),
    silent: true,
    color: colour,
    itemStyle: { borderColor: view.surface.paper, borderWidth: 0.5 },
    emphasis: { focus: "series" },
    blur: { itemStyle: { opacity: 0.25 } },
    data: aligned(track, frame.xs).map((point, i) => {
      const x = frame.xs[i]!;
      const value = height(point, true);
      const at = instant(String(x));
      const item: Part = { value: frame.axis === "time" ? [at, value] : value };
      if (few[i]) item.itemStyle = { opacity: 0.35 };
      if (figure.partial.indexOf(String(x)) >= 0) {
        item.itemStyle = {
          opacity: 0.55,
          decal: {
            symbol: "rect",
            color: view.surface.paper,
            dashArrayX: [1, 0],
            dashArrayY: [2, 3],
            rotation: -Math.PI / 4,
          },
        };
      }
      return item;
    }),
  };
}
