import { Trend } from "../chart/figure";
import { Point } from "../chart/frame";
import { textWidth } from "../chart/measure";
import { Plane } from "./plane";

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

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function centred(x: number, y: number, width: number): Box {
  return { left: x - width / 2, top: y - LINE / 2, right: x + width / 2, bottom: y + LINE / 2 };
}

function beside(side: Side, x: number, y: number, width: number): Box {
  const gap = RADIUS + 3;
  if (side === "right") return centred(x + gap + width / 2, y, width);
  if (side === "left") return centred(x - gap - width / 2, y, width);
  return centred(x, side === "top" ? y - gap - LINE / 2 : y + gap + LINE / 2, width);
}

/** Keeps the names of a scatter apart: from its points, from its lines' labels, from each other. */
export class Placement {
  private readonly taken: Box[];

  constructor(
    private readonly plane: Plane,
    private readonly points: Point[],
    trends: Trend[],
  ) {
    this.taken = points.map((point) => centred(this.xOf(point), this.yOf(point), 2 * RADIUS));
    trends.forEach((trend) => {
      const end = trend.points[trend.points.length - 1];
      if (!end || trend.label === "") return;
      const width = textWidth(trend.label, 11);
      const x = plane.x.at(end[0]) * plane.width;
      this.taken.push(centred(x - width / 2, (1 - plane.y.at(end[1])) * plane.height - 10, width));
    });
  }

  /** Takes a side of a point that is free for its name, if there is one. */
  name(point: Point, text: string): Side | null {
    const own = this.points.indexOf(point);
    for (let i = 0; i < SIDES.length; i++) {
      const box = beside(SIDES[i]!, this.xOf(point), this.yOf(point), textWidth(text, 11));
      if (this.isFree(box, own)) {
        this.taken.push(box);
        return SIDES[i]!;
      }
    }
    return null;
  }

  /**
   * Takes a free place near the middle of some points and returns its coordinates: above where
   * the points lie high among all points, else below.
   */
  group(points: Point[], text: string, size: number): [number, number] | null {
    const width = textWidth(text, size) * 1.1;
    const x = median(points.map((point) => this.xOf(point)));
    const y = median(points.map((point) => this.yOf(point)));
    const isHigh = y < median(this.points.map((point) => this.yOf(point)));
    const stride = isHigh ? -LINE / 2 : LINE / 2;
    for (let at = y; at > 0 && at < this.plane.height; at += stride) {
      const box = centred(x, at, width);
      if (!this.isFree(box, -1)) continue;
      this.taken.push(box);
      const share = at / this.plane.height;
      return [this.plane.x.value(x / this.plane.width), this.plane.y.value(1 - share)];
    }
    return null;
  }

  private xOf(point: Point): number {
    return this.plane.x.at(Number(point.x)) * this.plane.width;
  }

  private yOf(point: Point): number {
    return (1 - this.plane.y.at(point.value!)) * this.plane.height;
  }

  private isFree(box: Box, own: number): boolean {
    const { width, height } = this.plane;
    if (box.left < 0 || box.right > width + 10 || box.top < -8 || box.bottom > height) return false;
    return !this.taken.some((other, i) => i !== own && meet(box, other));
  }
}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] || 0;
}
