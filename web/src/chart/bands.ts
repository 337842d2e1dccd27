import { colourOf, isPale } from "../colour/assignment";
import { fewInStack } from "./few";
import { Figure } from "./figure";
import { aligned, Frame, instant, Track } from "./frame";
import { textWidth } from "./measure";
import { isNarrow, Part, View } from "./view";

/** The height that a name takes in its band, in pixels. */
const LINE_HEIGHT = 16;
/** How much of its room a place counts for where the line of an event crosses it. */
const CROSSED = 0.5;

/** A series of a stack between its lower and its upper edge, at each x. */
interface Band {
  track: Track;
  lower: number[];
  upper: number[];
}

/** A stretch of a band that has room for a name: its ends, its height's middle and how much room. */
interface Place {
  first: number;
  last: number;
  middle: number;
  room: number;
}

function bandsOf(tracks: Track[], frame: Frame): Band[] {
  let lower = frame.xs.map(() => 0);
  return tracks.map((track) => {
    const from = lower;
    const points = aligned(track, frame.xs);
    const upper = from.map((at, i) => at + ((points[i] && points[i]!.value) || 0));
    lower = upper;
    return { track, lower: from, upper };
  });
}

/** Finds where a band is highest over the whole width of a name, clear of what is in doubt. */
function placeOf(band: Band, width: number, xs: number[], taboo: boolean[], events: number[]) {
  let best: Place | null = null;
  for (let first = 0; first < xs.length; first++) {
    let low = 0;
    let high = 1;
    for (let last = first; last < xs.length && !taboo[last]; last++) {
      low = Math.max(low, band.lower[last]!);
      high = Math.min(high, band.upper[last]!);
      if (xs[last]! - xs[first]! < width) continue;
      const isCrossed = events.some((at) => at > xs[first]! && at < xs[last]!);
      const room = (high - low) * (isCrossed ? CROSSED : 1);
      if (!best || room > best.room) best = { first, last, middle: (low + high) / 2, room };
      break;
    }
  }
  return best as Place | null;
}

/** Writes the names of the series into a stack of shares, each where its band is high enough. */
export function bandNames(
  tracks: Track[],
  figure: Figure,
  frame: Frame,
  view: View,
  top: number,
): Part[] {
  if (frame.axis !== "time" || !figure.chart.normalised) return [];
  const first = instant(String(frame.xs[0]));
  const span = instant(String(frame.xs[frame.xs.length - 1])) - first;
  const plot = { width: view.width - 62, height: view.height - top - 48 };
  const pixel = (at: number) => ((at - first) / span) * plot.width;
  const xs = frame.xs.map((x) => pixel(instant(String(x))));
  const events = figure.events.map((event) => pixel(instant(event.date)));
  const few = fewInStack(figure, frame);
  const taboo = frame.xs.map((x, i) => few[i]! || figure.partial.indexOf(String(x)) >= 0);
  const fontSize = isNarrow(view) ? 10 : 11;
  const data: Part[] = [];
  bandsOf(tracks, frame).forEach((band) => {
    const { label, entity } = band.track.series;
    const place = placeOf(band, textWidth(label, fontSize) + 10, xs, taboo, events);
    if (!place || place.room * plot.height < LINE_HEIGHT) return;
    const ends = [place.first, place.last].map((index) => instant(String(frame.xs[index])));
    const color = isPale(view.assignment, entity, view.theme) ? "#1f1f1d" : "#ffffff";
    data.push({
      name: label,
      value: [(ends[0]! + ends[1]!) / 2, place.middle],
      label: { color, textBorderColor: colourOf(view.assignment, entity, view.theme) },
    });
  });
  if (data.length === 0) return [];
  return [
    {
      id: "names",
      type: "scatter",
      symbolSize: 1,
      silent: true,
      tooltip: { show: false },
      itemStyle: { color: "transparent" },
      label: { show: true, position: "inside", formatter: "{b}", fontSize, textBorderWidth: 2 },
      z: 7,
      data,
    },
  ];
}
