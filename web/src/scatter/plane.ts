import { Figure, Trend } from "../chart/figure";
import { Frame, Point } from "../chart/frame";
import { textWidth } from "../chart/measure";
import { View } from "../chart/view";

/** The room on either side of the points, as a share of their range. */
const MARGIN = 0.05;

/** One axis of a scatter: the values at its ends and the way from value to 0..1 and back. */
export interface Scale {
  min: number;
  max: number;
  at(value: number): number;
  value(at: number): number;
}

/** The plot of a scatter in pixels, y downwards; close enough to lay out names. */
export interface Plane {
  x: Scale;
  y: Scale;
  width: number;
  height: number;
}

function scale(values: number[], isLog: boolean): Scale {
  const read = (value: number) => (isLog ? Math.log(value) / Math.LN10 : value);
  const write = (value: number) => (isLog ? Math.pow(10, value) : value);
  const known = values.map(read).filter(isFinite);
  let low = known.length > 0 ? Math.min.apply(null, known) : 0;
  let high = known.length > 0 ? Math.max.apply(null, known) : 1;
  const room = (high - low) * MARGIN || 0.5;
  low -= room;
  high += room;
  return {
    min: write(low),
    max: write(high),
    at: (value) => (read(value) - low) / (high - low),
    value: (at) => write(low + at * (high - low)),
  };
}

/** Returns the points of all series, those that the reader switched off included. */
function allPoints(frame: Frame): Point[] {
  const points: Point[] = [];
  frame.tracks.forEach((track) =>
    points.push(...track.points.filter((point) => point.value !== null)),
  );
  return points;
}

/** Measures a scatter's plot. It does not change when series are switched off. */
export function planeOf(figure: Figure, frame: Frame, view: View): Plane {
  const points = allPoints(frame);
  const xs = points.map((point) => Number(point.x));
  const ys = points.map((point) => point.value!);
  figure.trends.forEach((trend) =>
    trend.points.forEach(([x, y]) => {
      xs.push(x);
      ys.push(y);
    }),
  );
  return {
    x: scale(xs, figure.chart.log_x),
    y: scale(ys, figure.chart.log_y),
    width: Math.max(100, view.width - 62),
    height: Math.max(100, view.height - 74),
  };
}

/** Returns how far a line that falls to its end stands above that end where its label begins. */
export function trendLift(trend: Trend, plane: Plane): number {
  const from = trend.points[0];
  const end = trend.points[trend.points.length - 1];
  if (!from || !end || from[0] === end[0]) return 0;
  const width = (plane.x.at(end[0]) - plane.x.at(from[0])) * plane.width;
  const fall = (plane.y.at(from[1]) - plane.y.at(end[1])) * plane.height;
  return Math.max(0, (fall / width) * (textWidth(trend.label, 11) + 6));
}
