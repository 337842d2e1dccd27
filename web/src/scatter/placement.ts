import { Trend } from "../chart/figure";
import { Point } from "../chart/frame";
import { textWidth, wrapped } from "../chart/measure";
import { Plane, trendLift } from "./plane";

/** Where a name stands beside its point: on a side, so much lower, and moved by part of its width. */
export interface Side {
  position: "right" | "left" | "top" | "bottom";
  drop: number;
  shift: number;
}

/** A quadrant's name, in lines, and the coordinates of its middle. */
export interface CornerName {
  text: string;
  value: [number, number];
}

/** A rectangle in pixels of the plot, y downwards. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SIDES: Side[] = [
  { position: "right", drop: 0, shift: 0 },
  { position: "left", drop: 0, shift: 0 },
  { position: "top", drop: 0, shift: 0 },
  { position: "bottom", drop: 0, shift: 0 },
  { position: "right", drop: -9, shift: 0 },
  { position: "right", drop: 9, shift: 0 },
  { position: "left", drop: -9, shift: 0 },
  { position: "left", drop: 9, shift: 0 },
  { position: "top", drop: 0, shift: 0.4 },
  { position: "top", drop: 0, shift: -0.4 },
  { position: "bottom", drop: 0, shift: 0.4 },
  { position: "bottom", drop: 0, shift: -0.4 },
  { position: "top", drop: -12, shift: 0 },
  { position: "bottom", drop: 12, shift: 0 },
];
const RADIUS = 6;
const LINE = 14;
/** Counts a name that leaves the plot as badly placed as one that meets this many others. */
const OUTSIDE = 10;

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function centred(x: number, y: number, width: number, height = LINE): Box {
  return {
    left: x - width / 2,
    top: y - height / 2,
    right: x + width / 2,
    bottom: y + height / 2,
  };
}

function beside({ position, drop, shift }: Side, x: number, y: number, width: number): Box {
  const gap = RADIUS + 3;
  if (position === "right") return centred(x + gap + width / 2, y + drop, width);
  if (position === "left") return centred(x - gap - width / 2, y + drop, width);
  const at = position === "top" ? y - gap - LINE / 2 : y + gap + LINE / 2;
  return centred(x + shift * width, at + drop, width);
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
      const met = this.isInside(box) ? this.meetings(box, own) + crossed / 2 : OUTSIDE;
      if (met < cost) {
        best = SIDES[i]!;
        cost = met;
      }
    }
    if (best === null || (cost >= 1 && !must)) return null;
    this.taken.push(beside(best, this.xOf(point), this.yOf(point), width));
    return best;
  }

  /** Takes the corner of the plot where a quadrant's points lie; long names take two lines. */
  corner(points: Point[], name: string, size: number): CornerName {
    const { width, height } = this.plane;
    const [cross, level] = this.crossing;
    const isRight = median(points.map((point) => this.xOf(point))) > cross;
    const isLow = median(points.map((point) => this.yOf(point))) > level;
    const room = (isRight ? width - cross : cross) - 10;
    const lines = wrapped(name, size * 1.1, room);
    const widths = lines.map((line) => textWidth(line, size) * 1.1);
    const half = Math.max.apply(null, widths) / 2;
    const tall = LINE * lines.length;
    const x = isRight ? width - half - 4 : half + 4;
    const corner = isLow ? height - tall / 2 - 1 : tall / 2 + 1;
    let y = corner;
    let cost = Infinity;
    for (let way = 0; way < Math.abs(level - corner) - tall / 2; way += LINE / 2) {
      const at = isLow ? corner - way : corner + way;
      const met = this.meetings(centred(x, at, 2 * half, tall), -1);
      if (met < cost) {
        y = at;
        cost = met;
      }
    }
    this.taken.push(centred(x, y, 2 * half, tall));
    return { text: lines.join("\n"), value: this.valueAt(x, y) };
  }

  /** Returns the rectangle around some points, with room for their discs. */
  around(points: Point[]): Box {
    const xs = points.map((point) => this.xOf(point));
    const ys = points.map((point) => this.yOf(point));
    const room = RADIUS + 3;
    return {
      left: Math.max(1, Math.min.apply(null, xs) - room),
      top: Math.max(1, Math.min.apply(null, ys) - room),
      right: Math.min(this.plane.width - 1, Math.max.apply(null, xs) + room),
      bottom: Math.min(this.plane.height - 1, Math.max.apply(null, ys) + room),
    };
  }

  /** Takes the place at the edge of a box where its name meets least, best outside all `boxes`. */
  edge(own: Box, boxes: Box[], text: string, size: number): [number, number] {
    const { left, top, right, bottom } = own;
    const width = textWidth(text, size) * 1.1;
    const half = width / 2;
    const [above, below] = [top - LINE / 2 - 2, bottom + LINE / 2 + 2];
    const ends = [left - half - 5, right + half + 5];
    const places: [number, number][] = [];
    [above, below, top + LINE / 2 + 2].forEach((y) =>
      [left + half, right - half, (left + right) / 2].forEach((x) => places.push([x, y])),
    );
    [top + LINE / 2, bottom - LINE / 2].forEach((y) => ends.forEach((x) => places.push([x, y])));
    let best = centred(left + half, top + LINE / 2 + 2, width);
    let cost = Infinity;
    places.forEach(([x, y]) => {
      const box = centred(x, y, width);
      const foreign = boxes.filter((other) => other !== own && meet(box, other)).length;
      // What stands outside the axes is not drawn at all.
      const isShown = this.isInside(box) && y >= 0;
      const met = isShown ? this.meetings(box, -1) + 8 * foreign : Infinity;
      if (met >= cost) return;
      best = box;
      cost = met;
    });
    this.taken.push(best);
    return this.valueAt((best.left + best.right) / 2, (best.top + best.bottom) / 2);
  }

  /** Returns what a place of the plot stands for. */
  valueAt(x: number, y: number): [number, number] {
    const { plane } = this;
    return [plane.x.value(x / plane.width), plane.y.value(1 - y / plane.height)];
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

}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] || 0;
}
