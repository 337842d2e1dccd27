import { fewInStack, stretches } from "./few";
import { Event, Figure } from "./figure";
import { withMinus } from "./format";
import { Frame, instant } from "./frame";
import { planeOf, trendLift } from "../scatter/plane";
import { textWidth } from "./measure";
import { isNarrow, Part, View } from "./view";

const ROWS_MAX = 3;
const ROW_HEIGHT = 15;
const GAP = 10;

/** An event with the place of its label, which is dropped beyond the last row. */
interface Placed {
  event: Event;
  text: string;
  at: number;
  row: number;
  width: number;
  isFlipped: boolean;
}

function visibleEvents(figure: Figure, frame: Frame): Event[] {
  if (frame.axis !== "time" || frame.xs.length < 2) return [];
  const first = instant(String(frame.xs[0]));
  const last = instant(String(frame.xs[frame.xs.length - 1]));
  return figure.events
    .filter((event) => instant(event.date) >= first && instant(event.date) <= last)
    .sort((a, b) => instant(a.date) - instant(b.date));
}

/**
 * Staggers the labels. Each stands to the right of its line's upper end, and a line rises past
 * the labels of later events only, so that no line crosses a label: from right to left, an event
 * goes one row above every later event whose line would cut its label.
 */
function place(figure: Figure, frame: Frame, view: View): Placed[] {
  const first = instant(String(frame.xs[0]));
  const last = instant(String(frame.xs[frame.xs.length - 1]));
  const plot = view.width - 64;
  const xOf = (at: number) => ((at - first) / (last - first)) * plot;
  const placed = visibleEvents(figure, frame).map((event) => {
    const text = isNarrow(view) ? String(figure.events.indexOf(event) + 1) : event.label;
    const width = textWidth(text, 11) + GAP;
    const at = instant(event.date);
    const isFlipped = xOf(at) + width > plot + 14;
    return { event, text, at, row: 0, width, isFlipped };
  });
  for (let i = placed.length - 1; i >= 0; i--) {
    const own = placed[i]!;
    const from = xOf(own.at) - (own.isFlipped ? own.width : 0);
    placed.forEach((other, j) => {
      const x = xOf(other.at) - (other.isFlipped ? other.width : 0);
      if (j > i && x >= from && x < from + own.width) own.row = Math.max(own.row, other.row + 1);
    });
  }
  return placed;
}

/** Returns how much room the event labels need above the plot. */
export function eventsHeight(figure: Figure, frame: Frame, view: View): number {
  let rows = 0;
  place(figure, frame, view).forEach((placed) => {
    if (placed.row < ROWS_MAX) rows = Math.max(rows, placed.row + 1);
  });
  return rows * ROW_HEIGHT;
}

/** Draws the events as dashed lines that rise from the plot to their labels. */
export function eventSeries(figure: Figure, frame: Frame, view: View, top: number): Part[] {
  const placed = place(figure, frame, view);
  if (placed.length === 0) return [];
  const data = placed.map((item) => {
    const isDropped = item.row >= ROWS_MAX;
    const label = {
      show: !isDropped,
      formatter: () => item.text,
      align: item.isFlipped ? "right" : "left",
      offset: [item.isFlipped ? -4 : 4, 6],
    };
    const y = isDropped ? top : top - 2 - (item.row + 1) * ROW_HEIGHT + 4;
    return [
      { xAxis: item.at, yAxis: 0, label },
      { xAxis: item.at, y },
    ];
  });
  const markLine = {
    silent: true,
    symbol: "none",
    animation: false,
    z: 6,
    lineStyle: { color: view.surface.ink, type: [3, 3], width: 0.8, opacity: 0.6 },
    label: {
      position: "end",
      distance: 0,
      color: view.surface.muted,
      opacity: 1,
      fontSize: 11,
      verticalAlign: "middle",
    },
    blur: { lineStyle: { opacity: 0.6 }, label: { opacity: 1 } },
    data,
  };
  return [{ id: "events", type: "line", data: [], silent: true, markLine }];
}

function hatch(view: View): Part {
  const paper = view.surface.paper;
  return {
    svgElement: {
      tag: "g",
      attrs: {},
      children: [
        {
          tag: "rect",
          attrs: { width: 6, height: 6, fill: paper, "fill-opacity": 0.5 },
          children: [],
        },
        {
          tag: "path",
          attrs: { d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", stroke: paper, "stroke-width": 1.6 },
          children: [],
        },
      ],
    },
    svgWidth: 6,
    svgHeight: 6,
  };
}

/** Hatches the stretch of a stacked area that the window's edge cuts. */
export function partialArea(figure: Figure, frame: Frame, view: View): Part[] {
  if (frame.axis !== "time" || frame.xs.length < 2) return [];
  const data: Part[][] = [];
  figure.partial.forEach((x) => {
    const index = frame.xs.indexOf(x);
    if (index < 0) return;
    const from = index === 0 ? 0 : index - 1;
    data.push([
      { xAxis: instant(String(frame.xs[from])) },
      { xAxis: instant(String(frame.xs[from + 1])) },
    ]);
  });
  if (data.length === 0) return [];
  const itemStyle = { color: hatch(view), opacity: 1 };
  const markArea = { silent: true, itemStyle, data, animation: false, z: 5 };
  return [{ id: "partial", type: "line", data: [], silent: true, markArea }];
}

/** Fades the stretches of a stacked area that rest on few generations. */
export function fewArea(figure: Figure, frame: Frame, view: View): Part[] {
  const data = stretches(fewInStack(figure, frame)).map((run) =>
    [run[0]!, run[run.length - 1]!].map((i) => ({ xAxis: instant(String(frame.xs[i])) })),
  );
  if (data.length === 0) return [];
  const itemStyle = { color: view.surface.paper, opacity: 0.68 };
  const markArea = { silent: true, itemStyle, data, animation: false, z: 5 };
  return [{ id: "few", type: "line", data: [], silent: true, markArea }];
}

/** Draws fitted lines, medians and other lines that a transformation computed. */
export function trendSeries(figure: Figure, frame: Frame, view: View): Part[] {
  return figure.trends.map((trend, index) => ({
    id: "trend:" + index,
    type: "line",
    data: trend.points,
    symbol: "none",
    silent: true,
    z: 6,
    lineStyle: { color: view.surface.ink, type: [5, 4], width: 1.2, opacity: 0.75 },
    endLabel: {
      show: trend.label !== "",
      formatter: () => withMinus(trend.label),
      color: view.surface.ink,
      fontSize: 11,
      align: "right",
      verticalAlign: "bottom",
      padding: [0, 6, 4 + trendLift(trend, planeOf(figure, frame, view)), 0],
      textBorderColor: view.surface.paper,
      textBorderWidth: 3,
    },
  }));
}
