import { colourOf, isPale } from "../colour/assignment";
import { Figure } from "./figure";
import { formatted } from "./format";
import { aligned, Frame, frameOf, Point, Track } from "./frame";
import { textWidth, wrapped } from "./measure";
import { isNarrow, Part, View } from "./view";

const LABELLED_SHARE_MIN = 0.07;
const WIDTH_SHARE = 0.8;
const WIDTH_MAX = 170;
const ONLY_WIDTH_MAX = 300;
const LINE_HEIGHT = 12;

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

/** Writes the name and percent of a segment, the percent alone, or nothing, as there is room. */
function segmentText(label: string, value: number, room: Room, size: number): string {
  const percent = formatted(value, "share");
  const fits = (line: string) => textWidth(line, size) <= room.width;
  const rows = Math.floor((value * room.height - 2) / LINE_HEIGHT);
  if (!fits(percent) || rows < 1) return "";
  const lines = wrapped(tagName(label).replace(/\//g, "/ "), size, room.width);
  const name = lines.map((line) => line.replace(/\/ /g, "/"));
  const isWhole = name.every(fits) && name.length < rows;
  return (isWhole ? name : []).concat(percent).join("\n");
}

/** Draws one tag in the columns that have it. */
export function columnLayer(track: Track, frame: Frame, view: View): Part {
  const room = roomOf(frame, view);
  const fontSize = isNarrow(view) ? 9.5 : 10.5;
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
      if (value === null || value < LABELLED_SHARE_MIN) return { value };
      const formatter = segmentText(track.series.label, value, room, fontSize);
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

/** Lists the entities that stand on each other, column by column: they need colours apart. */
export function stacksOf(figures: Figure[]): string[][] {
  const stacks: string[][] = [];
  figures.forEach((figure) => {
    if (figure.chart.kind !== "columns") return;
    tagsOfColumns(frameOf(figure)).forEach((tags) =>
      stacks.push(tags.map((track) => track.series.entity)),
    );
  });
  return stacks;
}
