import { Figure } from "./figure";
import { day, tick } from "./format";
import { Frame, instant, xColumn } from "./frame";
import { textWidth } from "./measure";
import { planeOf, Scale } from "../scatter/plane";
import { isNarrow, Part, View } from "./view";

const DAY_MS = 86400000;

/** Returns the time between two neighbouring x values, a week when there is only one. */
export function stepOf(frame: Frame): number {
  let step = 0;
  for (let i = 1; i < frame.xs.length; i++) {
    const gap = instant(String(frame.xs[i])) - instant(String(frame.xs[i - 1]));
    if (step === 0 || gap < step) step = gap;
  }
  const isMonday = (x: string | number) => new Date(instant(String(x))).getUTCDay() === 1;
  return step === 0 || frame.xs.every(isMonday) ? 7 * DAY_MS : step;
}

/** Names the x axis; weeks and months say how they are counted. */
export function xTitle(figure: Figure, frame: Frame): string {
  const column = xColumn(figure);
  const title = figure.chart.x_title || column;
  // Columns carry their names; the name of the axis would only say what they are.
  if (figure.chart.kind === "columns" && title === column) return "";
  if (frame.axis !== "time" || /UTC/.test(title)) return title;
  if (column === "week") return "week (Monday, UTC)";
  if (column === "month") return "month (UTC)";
  return title + " (UTC)";
}

function timeAxis(figure: Figure, frame: Frame): Part {
  const first = instant(String(frame.xs[0]));
  const last = instant(String(frame.xs[frame.xs.length - 1]));
  const pad = figure.chart.kind === "stacked_bar" || first === last ? stepOf(frame) * 0.6 : 0;
  return {
    type: "time",
    min: first - pad,
    max: last + pad,
    axisLabel: {
      hideOverlap: true,
      formatter: { year: "{yyyy}", month: "{MMM}", day: "{d} {MMM}" },
    },
  };
}

function categoryAxis(frame: Frame, view: View): Part {
  const room = (view.width - 60) / Math.max(1, frame.xs.length);
  const words = frame.xs.map(String).join(" ").split(/\s+/);
  const turned = words.some((word) => textWidth(word, 12) > room - 6);
  return {
    type: "category",
    data: frame.xs.map((x) => day(String(x))),
    axisLabel: {
      interval: 0,
      rotate: turned ? 40 : 0,
      width: turned ? 110 : room - 8,
      overflow: turned ? "truncate" : "break",
      hideOverlap: true,
    },
  };
}

/** Ends an axis where its points end; the ticks between are round, the ends are not labelled. */
function fitted(scale: Scale): Part {
  return { min: scale.min, max: scale.max };
}

function log10(value: number): number {
  return Math.log(value) / Math.LN10;
}

/** Returns 1, 2 and 5 of each power of ten where a logarithmic axis spans less than two of them. */
function roundTicks(scale: Scale): number[] | undefined {
  if (scale.min <= 0 || scale.max / scale.min >= 100) return undefined;
  const ticks: number[] = [];
  for (let power = Math.floor(log10(scale.min)); power <= log10(scale.max); power++) {
    [1, 2, 5].forEach((digit) => {
      const value = Number((digit * Math.pow(10, power)).toPrecision(1));
      if (value >= scale.min && value <= scale.max) ticks.push(value);
    });
  }
  return ticks;
}

function numberAxis(figure: Figure, frame: Frame, view: View): Part {
  const isScatter = figure.chart.kind === "scatter";
  const isPrice = isScatter && /price|usd|cost/.test(xColumn(figure));
  const unit = isPrice ? "usd_per_million" : "models";
  const plane = isScatter ? planeOf(figure, frame, view).x : undefined;
  const ticks = plane && figure.chart.log_x ? roundTicks(plane) : undefined;
  return {
    type: figure.chart.log_x ? "log" : "value",
    scale: true,
    minInterval: isScatter ? undefined : 1,
    min: Number(frame.xs[0]),
    ...(plane ? fitted(plane) : {}),
    splitLine: { show: isScatter },
    ...(ticks ? { axisTick: { show: true, customValues: ticks } } : {}),
    axisLabel: {
      ...(ticks ? { customValues: ticks } : {}),
      hideOverlap: true,
      showMinLabel: !isScatter || !!ticks,
      showMaxLabel: !isScatter || !!ticks,
      formatter: (value: number) => tick(value, unit),
    },
  };
}

/** Builds the x axis for times, categories or numbers. */
export function xAxis(figure: Figure, frame: Frame, view: View): Part {
  const own =
    frame.axis === "time"
      ? timeAxis(figure, frame)
      : frame.axis === "category"
        ? categoryAxis(frame, view)
        : numberAxis(figure, frame, view);
  const label = own.axisLabel as Part;
  return {
    name: xTitle(figure, frame),
    nameLocation: "middle",
    nameGap: own.type === "category" ? (label.rotate ? 64 : 34) : 28,
    axisPointer: { triggerEmphasis: false },
    nameTextStyle: { color: view.surface.muted, fontSize: 12 },
    axisLine: { lineStyle: { color: view.surface.muted, width: 1 }, onZero: false },
    axisTick: { show: own.type !== "category", lineStyle: { color: view.surface.muted } },
    ...own,
    splitLine: { show: false, ...(own.splitLine as Part), lineStyle: { color: view.surface.rule } },
    axisLabel: { ...label, color: view.surface.muted, fontSize: isNarrow(view) ? 11 : 12 },
  };
}

/** Ends an axis of share lines at the whole where they come near it or are all zero. */
function endsAtWhole(figure: Figure, frame: Frame): boolean {
  const { unit, kind, log_y } = figure.chart;
  if (kind === "cohorts") return true;
  if (unit !== "share" || kind !== "line" || log_y) return false;
  let top = 0;
  frame.tracks.forEach((track) =>
    track.points.forEach((point) => (top = Math.max(top, point.value || 0, point.upper || 0))),
  );
  return top === 0 || (top > 0.8 && top <= 1);
}

/** Builds the y axis: quiet lines, no axis line, ticks in the figure's unit. */
export function yAxis(figure: Figure, frame: Frame, view: View): Part {
  const axis: Part = {
    type: figure.chart.log_y ? "log" : "value",
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: view.surface.rule, width: 1 } },
    axisLabel: {
      color: view.surface.muted,
      fontSize: isNarrow(view) ? 11 : 12,
      formatter: (value: number) => tick(value, figure.chart.unit),
      showMinLabel: figure.chart.kind !== "scatter",
      showMaxLabel: figure.chart.kind !== "scatter",
    },
    ...(figure.chart.kind === "scatter" ? fitted(planeOf(figure, frame, view).y) : {}),
  };
  if (figure.chart.normalised || endsAtWhole(figure, frame)) {
    axis.min = 0;
    axis.max = 1;
    axis.interval = 0.25;
  }
  if (figure.chart.unit === "models") axis.minInterval = 1;
  return axis;
}
