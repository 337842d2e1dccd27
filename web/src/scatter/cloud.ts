import { colourOf } from "../colour/assignment";
import { Figure } from "../chart/figure";
import { Frame, Point, Track } from "../chart/frame";
import { textWidth } from "../chart/measure";
import { groupNames } from "./groups";
import { Placement, Side } from "./placement";
import { planeOf } from "./plane";
import { isNarrow, Part, View } from "../chart/view";

/** With no more points than this, each has its name, whether or not there is room. */
const ALL_NAMED_MAX = 16;

/** Shortens a model to what follows its author; other names may have a slash of their own. */
function shortName(name: string, figure: Figure): string {
  return figure.chart.x.indexOf("model") < 0 ? name : name.slice(name.lastIndexOf("/") + 1);
}

/** Ranks the points worth a name: the most used and those at either end of the x axis. */
function ranked(frame: Frame, view: View): Point[] {
  const points: Point[] = [];
  frame.tracks.forEach((track) => {
    if (!view.hidden[track.series.key]) points.push(...track.points);
  });
  const usable = points.filter((point) => point.value !== null);
  if (usable.length <= ALL_NAMED_MAX) return usable.sort((a, b) => b.value! - a.value!);
  const count = isNarrow(view) ? 5 : 14;
  const ends = isNarrow(view) ? 1 : 4;
  const byValue = usable.slice().sort((a, b) => b.value! - a.value!);
  const byX = usable.slice().sort((a, b) => Number(a.x) - Number(b.x));
  if (usable.length <= count + ends) return byValue;
  const chosen = byValue.slice(0, count).concat(byX.slice(0, ends), byX.slice(-ends));
  return chosen.filter((point, i) => chosen.indexOf(point) === i);
}

/** The name of a point and the side where it stands. */
interface Name {
  side: Side;
  text: string;
}

/** Draws the clouds of points of all series, with names where there is room for them. */
export function clouds(tracks: Track[], figure: Figure, frame: Frame, view: View): Part[] {
  const points: Point[] = [];
  tracks.forEach((track) => points.push(...track.points.filter((point) => point.value !== null)));
  const placement = new Placement(planeOf(figure, frame, view), points, figure.trends);
  const hasQuadrants = figure.chart.x.indexOf("quadrant") >= 0;
  const groups = hasQuadrants ? [] : groupNames(points, placement, view, false);
  const named = ranked(frame, view);
  const must = points.length <= ALL_NAMED_MAX;
  const names: { [name: string]: Name } = {};
  named.forEach((point) => {
    const text = shortName(point.name, figure);
    const side = placement.name(point, text, must);
    if (side) names["$" + point.name] = { side, text };
  });
  // The name of a quadrant may stand anywhere in it, the name of a point at the point alone.
  if (hasQuadrants) groups.push(...groupNames(points, placement, view, true));
  return tracks.map((track) => cloud(track, view, names, must)).concat(groups);
}

function cloud(track: Track, view: View, names: { [name: string]: Name }, must: boolean): Part {
  const points = track.points.filter((point) => point.value !== null);
  const nameOf = (point: Point | undefined) => (point ? names["$" + point.name] : undefined);
  return {
    id: "series:" + track.series.key,
    name: track.series.label,
    type: "scatter",
    color: colourOf(view.assignment, track.series.entity, view.theme),
    symbolSize: isNarrow(view) ? 8 : 10,
    itemStyle: { opacity: 0.88, borderColor: view.surface.paper, borderWidth: 1 },
    emphasis: { focus: "series", scale: 1.3 },
    blur: { itemStyle: { opacity: 0.15 } },
    labelLayout: ({ dataIndex }: { dataIndex: number }) => {
      const name = nameOf(points[dataIndex]);
      const shift = name ? name.side.shift * textWidth(name.text, 11) : 0;
      return { hideOverlap: !must, dx: shift, dy: name ? name.side.drop : 0 };
    },
    z: 4,
    data: points.map((point) => {
      const name = nameOf(point);
      return {
        value: [point.x, point.value],
        name: point.name,
        group: point.group,
        label: {
          show: name !== undefined,
          formatter: () => (name ? name.text : ""),
          position: name ? name.side.position : "right",
          distance: 4,
          color: view.surface.ink,
          fontSize: 11,
          textBorderColor: view.surface.paper,
          textBorderWidth: 2,
        },
      };
    }),
  };
}
