import { Figure } from "./figure";
import { Frame, Point } from "./frame";
import { textWidth } from "./measure";
import { View } from "./view";

export type Side = "right" | "left" | "top" | "bottom";

/** A rectangle in pixels of the plot, y downwards. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SIDES: Side[] = ["right", "left", "top", "bottom"];
const RADIUS = 6;
const LINE = 14;

/** Maps a value onto 0..1 of an axis; log axes run from power to power of ten. */
function scaled(values: number[], isLog: boolean): (value: number) => number {
  const read = (value: number) => (isLog ? Math.log(value) / Math.LN10 : value);
  const known = values.map(read).filter(isFinite);
  let low = Math.min.apply(null, known);
  let high = Math.max.apply(null, known);
  if (isLog) {
    low = Math.floor(low);
    high = Math.ceil(high);
  }
  return (value) => (high > low ? (read(value) - low) / (high - low) : 0.5);
}

function around(x: number, y: number): Box {
  return { left: x - RADIUS, top: y - RADIUS, right: x + RADIUS, bottom: y + RADIUS };
}

function beside(side: Side, x: number, y: number, width: number): Box {
  const gap = RADIUS + 3;
  if (side === "right" || side === "left") {
    const left = side === "right" ? x + gap : x - gap - width;
    return { left, top: y - LINE / 2, right: left + width, bottom: y + LINE / 2 };
  }
  const top = side === "top" ? y - gap - LINE : y + gap;
  return { left: x - width / 2, top, right: x + width / 2, bottom: top + LINE };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * Chooses on which side of its point each name stands, clear of all points and of the names
 * before it. Names that fit nowhere get no side. The order of `wanted` is their rank.
 */
export function placeNames(
  figure: Figure,
  frame: Frame,
  view: View,
  wanted: { point: Point; name: string }[],
): (Side | null)[] {
  const points: Point[] = [];
  frame.tracks.forEach((track) => {
    if (view.hidden[track.series.key]) return;
    points.push(...track.points.filter((point) => point.value !== null));
  });
  const width = Math.max(100, view.width - 70);
  const height = Math.max(100, view.height - 90);
  const fx = scaled(points.map((p) => Number(p.x)), figure.chart.log_x);
  const fy = scaled(points.map((p) => p.value!), figure.chart.log_y);
  const xOf = (point: Point) => fx(Number(point.x)) * width;
  const yOf = (point: Point) => (1 - fy(point.value!)) * height;
  const taken = points.map((point) => around(xOf(point), yOf(point)));
  return wanted.map(({ point, name }) => {
    const [x, y] = [xOf(point), yOf(point)];
    const own = points.indexOf(point);
    for (let i = 0; i < SIDES.length; i++) {
      const box = beside(SIDES[i]!, x, y, textWidth(name, 11));
      const isInside = box.left > -4 && box.right < width + 12 && box.top > -12;
      const isFree = !taken.some((other, j) => j !== own && meet(box, other));
      if (isInside && isFree) {
        taken.push(box);
        return SIDES[i]!;
      }
    }
    return null;
  });
}
