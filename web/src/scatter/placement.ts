import { Trend } from "../chart/figure";
import { Point } from "../chart/frame";
import { textWidth } from "../chart/measure";
import { Plane, trendLift } from "./plane";

/** Where a name stands beside its point: on a side, and so much lower than that. */
export interface Side {
  position: "right" | "left" | "top" | "bottom";
  drop: number;
}

/** A rectangle in pixels of the plot, y downwards. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SIDES: Side[] = [
  { position: "right", drop: 0 },
  { position: "left", drop: 0 },
  { position: "top", drop: 0 },
  { position: "bottom", drop: 0 },
  { position: "right", drop: -9 },
  { position: "right", drop: 9 },
  { position: "left", drop: -9 },
  { position: "left", drop: 9 },
];
const RADIUS = 6;
const LINE = 14;
/** Counts a name that leaves the plot as badly placed as one that meets this many others. */
const OUTSIDE = 10;

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function centred(x: number, y: number, width: number): Box {
  return { left: x - width / 2, top: y - LINE / 2, right: x + width / 2, bottom: y + LINE / 2 };
}

function beside({ position, drop }: Side, x: number, y: number, width: number): Box {
  const gap = RADIUS + 3;
  if (position === "right") return centred(x + gap + width / 2, y + drop, width);
  if (position === "left") return centred(x - gap - width / 2, y + drop, width);
  return centred(x, position === "top" ? y - gap - LINE / 2 : y + gap + LINE / 2, width);
}

/** Keeps the names of a scatter apart: from its points, from its lines' labels, from each other. */
export class Placement {
  private readonly taken: Box[];
  /** The upright and level lines, which names avoid as far as they can. */
  private readonly lines: Box[] = [];
  /** Where the upright and the level line of a quadrant plot lie; the middle without them. */
  private readonly crossing: [number, number];

  constructor(
    private readonly plane: Plane,
    private readonly points: Point[],
    trends: Trend[],
  ) {
    this.taken = points.map((point) => centred(this.xOf(point), this.yOf(point), 2 * RADIUS));
    this.crossing = [plane.width / 2, plane.height / 2];
    trends.forEach((trend) => {
      const [from, to] = [trend.points[0], trend.points[1]];
      if (from && to && from[0] === to[0]) {
        const x = (this.crossing[0] = plane.x.at(to[0]) * plane.width);
        this.lines.push({ left: x - 1, top: 0, right: x + 1, bottom: plane.height });
      }
      if (from && to && from[1] === to[1]) {
        const y = (this.crossing[1] = (1 - plane.y.at(to[1])) * plane.height);
        this.lines.push({ left: 0, top: y - 1, right: plane.width, bottom: y + 1 });
      }
      const end = trend.points[trend.points.length - 1];
      if (!end || trend.label === "") return;
      const width = textWidth(trend.label, 11);
      const x = plane.x.at(end[0]) * plane.width;
      const y = (1 - plane.y.at(end[1])) * plane.height - 10 - trendLift(trend, plane);
      this.taken.push(centred(x - width / 2, y, width));
    });
  }

  /** Takes a side of a point that is free for its name; where none is, the best if it must. */
  name(point: Point, text: string, must: boolean): Side | null {
    const own = this.points.indexOf(point);
    let best: Side | null = null;
    let cost = Infinity;
    const width = textWidth(text, 11);
    for (let i = 0; i < SIDES.length; i++) {
      const box = beside(SIDES[i]!, this.xOf(point), this.yOf(point), width);
      const crossed = this.lines.filter((line) => meet(box, line)).length;
      const met = this.isInside(box) ? this.meetings(box, own) + crossed / 4 : OUTSIDE;
      if (met < cost) {
        best = SIDES[i]!;
        cost = met;
      }
    }
    if (best === null || (cost >= 1 && !must)) return null;
    this.taken.push(beside(best, this.xOf(point), this.yOf(point), width));
    return best;
  }

  /** Takes the corner of the plot where a quadrant's points lie and returns its coordinates. */
  corner(points: Point[], text: string, size: number): [number, number] | null {
    const { width, height } = this.plane;
    const [cross, level] = this.crossing;
    const isRight = median(points.map((point) => this.xOf(point))) > cross;
    const isLow = median(points.map((point) => this.yOf(point))) > level;
    const half = (textWidth(text, size) * 1.1) / 2;
    const x = isRight ? width - half - 4 : half + 4;
    let y = isLow ? height - LINE : LINE;
    while (this.meetings(centred(x, y, 2 * half), -1) > 0 && y > 0 && y < height) {
      y += isLow ? -LINE / 2 : LINE / 2;
    }
    this.taken.push(centred(x, y, 2 * half));
    return [this.plane.x.value(x / width), this.plane.y.value(1 - y / height)];
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
      if (!this.isFree(box)) continue;
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

  private isInside(box: Box): boolean {
    const { width, height } = this.plane;
    return box.left >= 0 && box.right <= width + 10 && box.top >= -8 && box.bottom <= height;
  }

  private meetings(box: Box, own: number): number {
    return this.taken.filter((other, i) => i !== own && meet(box, other)).length;
  }

  private isFree(box: Box): boolean {
    return this.isInside(box) && this.meetings(box, -1) === 0;
  }
}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] || 0;
}
