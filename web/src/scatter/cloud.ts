import { colourOf } from "../colour/assignment";
import { Figure } from "../chart/figure";
import { Frame, Point, Track } from "../chart/frame";
import { Placement, Side } from "./placement";
import { planeOf } from "./plane";
import { isNarrow, Part, View } from "../chart/view";

function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Ranks the points worth a name: the most used and those at either end of the x axis. */
function ranked(frame: Frame, view: View): Point[] {
  const points: Point[] = [];
  frame.tracks.forEach((track) => {
    if (!view.hidden[track.series.key]) points.push(...track.points);
  });
  const usable = points.filter((point) => point.value !== null);
  const count = isNarrow(view) ? 5 : 14;
  const ends = isNarrow(view) ? 1 : 4;
  const byValue = usable.slice().sort((a, b) => b.value! - a.value!);
  const byX = usable.slice().sort((a, b) => Number(a.x) - Number(b.x));
  if (usable.length <= count + ends) return byValue;
  const chosen = byValue.slice(0, count).concat(byX.slice(0, ends), byX.slice(-ends));
  return chosen.filter((point, i) => chosen.indexOf(point) === i);
}

/** Draws the clouds of points of all series, with names where there is room for them. */
export function clouds(tracks: Track[], figure: Figure, frame: Frame, view: View): Part[] {
  const points: Point[] = [];
  tracks.forEach((track) => points.push(...track.points.filter((point) => point.value !== null)));
  const placement = new Placement(planeOf(figure, frame, view), points, figure.trends);
  const groups = groupNames(points, placement, view);
  const named = ranked(frame, view);
  const sides = named.map((point) => placement.name(point, shortName(point.name)));
  const sideOf = (point: Point): Side | null => sides[named.indexOf(point)] || null;
  return tracks.map((track) => cloud(track, view, sideOf)).concat(groups);
}

/** Writes the name of each group of points near its middle; "core" is what has no name. */
function groupNames(points: Point[], placement: Placement, view: View): Part[] {
  const groups: { [name: string]: Point[] } = {};
  points.forEach((point) => {
    if (point.group === "" || point.group === "core") return;
    (groups[point.group] = groups[point.group] || []).push(point);
  });
  const fontSize = isNarrow(view) ? 11 : 12;
  const data: Part[] = [];
  Object.keys(groups).forEach((name) => {
    const value = placement.group(groups[name]!, name, fontSize);
    if (value) data.push({ value, name });
  });
  if (data.length === 0) return [];
  const label = {
    show: true,
    position: "inside",
    formatter: "{b}",
    color: view.surface.ink,
    fontSize,
    fontWeight: "bold",
    textBorderColor: view.surface.paper,
    textBorderWidth: 3,
  };
  const itemStyle = { color: "transparent" };
  const base = { id: "groups", type: "scatter", symbolSize: 1, silent: true, z: 8 };
  return [{ ...base, itemStyle, label, data }];
}

function cloud(track: Track, view: View, sideOf: (point: Point) => Side | null): Part {
  return {
    id: "series:" + track.series.key,
    name: track.series.label,
    type: "scatter",
    color: colourOf(view.assignment, track.series.entity, view.theme),
    symbolSize: isNarrow(view) ? 8 : 10,
    itemStyle: { opacity: 0.88, borderColor: view.surface.paper, borderWidth: 1 },
    emphasis: { focus: "series", scale: 1.3 },
    blur: { itemStyle: { opacity: 0.15 } },
    labelLayout: { hideOverlap: true },
    z: 4,
    data: track.points
      .filter((point) => point.value !== null)
      .map((point) => ({
        value: [point.x, point.value],
        name: point.name,
        group: point.group,
        label: {
          show: sideOf(point) !== null,
          formatter: () => shortName(point.name),
          position: sideOf(point) || "right",
          distance: 4,
          color: view.surface.ink,
          fontSize: 11,
          textBorderColor: view.surface.paper,
          textBorderWidth: 2,
        },
      })),
  };
}
