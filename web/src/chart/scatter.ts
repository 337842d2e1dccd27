import { colourOf } from "../colour/assignment";
import { Figure } from "./figure";
import { Frame, Point, Track } from "./frame";
import { placeNames, Side } from "./placement";
import { isNarrow, Part, View } from "./view";

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
  const points = ranked(frame, view);
  const wanted = points.map((point) => ({ point, name: shortName(point.name) }));
  const sides = placeNames(figure, frame, view, wanted);
  const sideOf = (point: Point): Side | null => sides[points.indexOf(point)] || null;
  return tracks.map((track) => cloud(track, view, sideOf)).concat(groupNames(tracks, view));
}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] || 0;
}

/** Writes the name of each group of points over its middle; "core" is what has no name. */
function groupNames(tracks: Track[], view: View): Part[] {
  const groups: { [name: string]: Point[] } = {};
  tracks.forEach((track) =>
    track.points.forEach((point) => {
      if (point.group === "" || point.group === "core" || point.value === null) return;
      (groups[point.group] = groups[point.group] || []).push(point);
    }),
  );
  const data = Object.keys(groups).map((name) => {
    const points = groups[name]!;
    return {
      value: [median(points.map((p) => Number(p.x))), median(points.map((p) => p.value!))],
      name,
    };
  });
  if (data.length === 0) return [];
  const label = {
    show: true,
    position: "inside",
    formatter: "{b}",
    color: view.surface.ink,
    fontSize: isNarrow(view) ? 11 : 13,
    fontWeight: "bold",
    textBorderColor: view.surface.paper,
    textBorderWidth: 4,
  };
  return [{ id: "groups", type: "scatter", symbolSize: 0, silent: true, z: 8, label, data }];
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
