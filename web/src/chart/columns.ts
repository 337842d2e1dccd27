import { colourOf, isPale, Stack } from "../colour/assignment";
import { Figure } from "./figure";
import { formatted } from "./format";
import { aligned, Frame, frameOf, Point, Track } from "./frame";
import { textWidth, wrapped } from "./measure";
import { isNarrow, Part, View } from "./view";

const WIDTH_SHARE = 0.8;
const WIDTH_MAX = 170;
const ONLY_WIDTH_MAX = 300;
const LINE_HEIGHT = 11;

/** The size of a column at its full height, in pixels. */
interface Room {
  width: number;
  height: number;
}

function roomOf(frame: Frame, view: View): Room {
  const slot = (view.width - 56) / Math.max(1, frame.xs.length);
  const widest = frame.xs.length === 1 ? ONLY_WIDTH_MAX : WIDTH_MAX;
  return { width: Math.min(slot * WIDTH_SHARE, widest) - 6, height: view.height - 70 };
}

/** Names a tag: a path by its end, and by one part more where it ends in "Other". */
function tagName(label: string): string {
  if (label.charAt(0) !== "/") return label;
  const parts = label.split("/").filter((part) => part !== "");
  return parts.slice(parts[parts.length - 1] === "Other" ? -2 : -1).join("/");
}

/** What is written into a segment, and whether its name is among it. */
interface SegmentText {
  text: string;
  isNamed: boolean;
}

/** Writes the name and percent of a segment, one of them, or nothing, as there is room. */
function segmentText(label: string, value: number, room: Room, size: number): SegmentText {
  const percent = formatted(value, "share");
  const fits = (line: string) => textWidth(line, size) <= room.width;
  const rows = Math.floor((value * room.height - 2) / LINE_HEIGHT);
  const lines = wrapped(tagName(label).replace(/\//g, "/ "), size, room.width);
  const name = lines.map((line) => line.replace(/\/ /g, "/"));
  const isNamed = name.every(fits) && name.length <= rows;
  const hasPercent = fits(percent) && (isNamed ? name.length < rows : rows > 0);
  const text = (isNamed ? name : []).concat(hasPercent ? percent : []).join("\n");
  return { text, isNamed };
}

function fontSizeOf(view: View): number {
  return isNarrow(view) ? 9.5 : 10.5;
}

/** Says whether a tag's name stands in each segment that it has, so that no legend need name it. */
export function isNamedInside(track: Track, frame: Frame, view: View): boolean {
  const room = roomOf(frame, view);
  return track.points.every((point) => {
    if (!point.value) return true;
    return segmentText(track.series.label, point.value, room, fontSizeOf(view)).isNamed;
  });
}

/** Draws one tag in the columns that have it. */
export function columnLayer(track: Track, frame: Frame, view: View): Part {
  const room = roomOf(frame, view);
  const fontSize = fontSizeOf(view);
  const isDark = isPale(view.assignment, track.series.entity, view.theme);
  const label = {
    show: true,
    color: isDark ? "#1f1f1d" : "#ffffff",
    fontSize,
    lineHeight: LINE_HEIGHT,
  };
  return {
    id: "series:" + track.series.key,
    name: track.series.label,
    type: "bar",
    stack: "total",
    barWidth: room.width + 6,
    silent: true,
    color: colourOf(view.assignment, track.series.entity, view.theme),
    itemStyle: { borderColor: view.surface.paper, borderWidth: 0.8 },
    emphasis: { focus: "series" },
    blur: { itemStyle: { opacity: 0.25 } },
    data: aligned(track, frame.xs).map((point) => {
      const value = point ? point.value : null;
      if (value === null) return { value };
      const formatter = segmentText(track.series.label, value, room, fontSize).text;
      return formatter === "" ? { value } : { value, label: { ...label, formatter } };
    }),
  };
}

function share(point: Point | undefined): number {
  return (point && point.value) || 0;
}

/** Returns the tags of each column, the largest first. */
export function tagsOfColumns(frame: Frame): Track[][] {
  return frame.xs.map((x) => {
    const at = (track: Track) => share(aligned(track, [x])[0]);
    const tags = frame.tracks.filter((track) => at(track) > 0);
    return tags.sort((a, b) => at(b) - at(a));
  });
}

/** Lists the columns of figures with what stands on each other in them. */
export function stacksOf(figures: Figure[]): Stack[] {
  const stacks: Stack[] = [];
  figures.forEach((figure) => {
    if (figure.chart.kind !== "columns") return;
    const frame = frameOf(figure);
    tagsOfColumns(frame).forEach((tags, i) =>
      stacks.push({
        name: String(frame.xs[i]),
        entities: tags.map((track) => track.series.entity),
      }),
    );
  });
  return stacks;
}
