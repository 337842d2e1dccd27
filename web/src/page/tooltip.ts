import { colourOf } from "../colour/assignment";
import { withLines } from "../chart/cohorts";
import { figureColours } from "../chart/colours";
import { fewInStack } from "../chart/few";
import { Figure, Series } from "../chart/figure";
import { formatted, grouped, named } from "../chart/format";
import { Frame, instant, Point, xColumn } from "../chart/frame";
import { isNarrow, Part, View } from "../chart/view";

interface Reading {
  series: Series;
  point: Point;
}

/** What ECharts hands to a tooltip formatter, as far as it is read here. */
interface Hovered {
  value: unknown;
  name: string;
  seriesId?: string;
  dataIndex: number;
  data?: { group?: string };
}

function readings(figure: Figure, frame: Frame, view: View, x: string | number): Reading[] {
  const found: Reading[] = [];
  withLines(figure, frame.tracks).forEach((track) => {
    if (view.hidden[track.series.key]) return;
    track.points.forEach((point) => {
      if (point.x === x && point.value !== null) found.push({ series: track.series, point });
    });
  });
  return found.sort((a, b) => b.point.value! - a.point.value!);
}

/** Returns how many series a tooltip reads; cohorts are few and are all wanted. */
function rowsMax(figure: Figure, view: View): number {
  if (figure.chart.kind === "cohorts") return 36;
  return isNarrow(view) ? 8 : 18;
}

/** Makes an element with a text; texts are data, so they never become markup. */
function textual(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function holding(tag: string, children: Node[]): HTMLElement {
  const element = document.createElement(tag);
  children.forEach((child) => element.appendChild(child));
  return element;
}

function valueCell(text: string): HTMLElement {
  return holding("td", [textual("b", text)]);
}

function row(reading: Reading, figure: Figure, frame: Frame, view: View): HTMLElement {
  const { series, point } = reading;
  const unit = figure.chart.unit;
  const colours = figureColours(figure, frame, view.assignment);
  // A policy against inline styles forbids the attribute, not the property.
  const swatch = document.createElement("i");
  swatch.style.background = colourOf(colours, series.entity, view.theme);
  const interval =
    point.lower !== null && point.upper !== null
      ? formatted(point.lower, unit) + " to " + formatted(point.upper, unit)
      : "";
  return holding("tr", [
    holding("td", [swatch, document.createTextNode(series.label)]),
    valueCell(formatted(point.value, unit)),
    textual("td", interval),
    textual("td", point.n === null ? "" : "n " + grouped(point.n)),
  ]);
}

function reading(figure: Figure, frame: Frame, view: View, x: string | number): HTMLElement {
  const found = readings(figure, frame, view, x);
  const column = xColumn(figure);
  const cut = figure.partial.indexOf(String(x)) >= 0 ? " (partial)" : "";
  const few = fewInStack(figure, frame)[frame.xs.indexOf(x)] ? " (few generations)" : "";
  const shown = found.slice(0, rowsMax(figure, view));
  const more = found.length - shown.length;
  const rows = shown.map((item) => row(item, figure, frame, view));
  return holding("div", [
    textual("p", named(x, column) + cut + few),
    holding("table", rows),
    ...(more > 0 ? [textual("p", `and ${more} more`)] : []),
  ]);
}

function pointReading(figure: Figure, frame: Frame, hovered: Hovered): HTMLElement {
  const value = hovered.value as [number, number];
  const key = (hovered.seriesId || "").replace("series:", "");
  const group = hovered.data && hovered.data.group ? hovered.data.group : "";
  const track = frame.tracks.filter((each) => each.series.key === key)[0];
  const x = xColumn(figure);
  const isPrice = /price|usd|cost/.test(x);
  const pair = (name: string, text: string) =>
    holding("tr", [textual("td", name), valueCell(text)]);
  return holding("div", [
    textual("p", hovered.name),
    holding("table", [
      pair(figure.chart.y_title || "value", formatted(value[1], figure.chart.unit)),
      pair(figure.chart.x_title || x, formatted(value[0], isPrice ? "usd_per_million" : "models")),
    ]),
    textual("p", [track ? track.series.label : "", group].filter(Boolean).join(", ")),
  ]);
}

/** Builds the tooltip: all series of the hovered x, largest first, with interval and n. */
export function tooltip(figure: Figure, frame: Frame, view: View): Part {
  const isScatter = figure.chart.kind === "scatter";
  return {
    trigger: isScatter ? "item" : "axis",
    confine: true,
    transitionDuration: 0,
    className: "reading",
    backgroundColor: view.surface.paper,
    borderColor: view.surface.rule,
    textStyle: { color: view.surface.ink, fontSize: 12 },
    axisPointer: {
      type: /^(stacked_bar|columns)$/.test(figure.chart.kind) ? "none" : "line",
      lineStyle: { color: view.surface.ink, width: 1, type: "solid", opacity: 0.5 },
    },
    formatter: (hovered: Hovered | Hovered[]) => {
      if (!(hovered instanceof Array)) return pointReading(figure, frame, hovered);
      const first = hovered[0];
      if (!first) return "";
      let x: string | number | undefined = frame.xs[first.dataIndex];
      if (frame.axis !== "category" && first.value instanceof Array) {
        const at = first.value[0] as number;
        const isHere = (each: string | number) =>
          (frame.axis === "time" ? instant(String(each)) : each) === at;
        x = frame.xs.filter(isHere)[0];
      }
      return x === undefined ? "" : reading(figure, frame, view, x);
    },
  };
}
