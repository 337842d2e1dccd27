import { ECharts, init } from "echarts/core";
import { FONT, Part } from "../../chart/view";
import { SURFACES } from "../../colour/palette";
import { currentTheme } from "../../page/theme";
import { h } from "../shell/dom";
import { clock, rate } from "../shell/units";
import { tick } from "../../chart/format";
import { Live } from "./answer";

type Series = NonNullable<Live["series"]>;
type Point = [number, number | null];

interface Band {
  title: string;
  entity: "accent" | "errors";
  rates: (series: Series) => (number | null)[];
}

const BANDS: { title: string; lines: Band[] }[] = [
  {
    title: "Requests per second; dashed: failed ones",
    lines: [
      { title: "requests/s", entity: "accent", rates: (series) => series.requests_per_s },
      { title: "errors/s", entity: "errors", rates: (series) => series.errors_per_s },
    ],
  },
  {
    title: "Tokens per second, in and out",
    lines: [{ title: "tokens/s", entity: "accent", rates: (series) => series.tokens_per_s }],
  },
];

const BAND_HEIGHT = 118;
const GAP = 46;
const TOP = 26;

interface Hovered {
  value: Point;
  seriesName: string;
  color: string;
}

function points(series: Series, rates: (number | null)[]): Point[] {
  const first = Date.parse(series.from);
  return rates.map((value, i) => [first + i * series.step_s * 1000, value]);
}

function reading(hovered: Hovered[]): HTMLElement {
  const at = hovered[0] ? new Date(hovered[0].value[0]).toISOString() : "";
  const table = h("table", {});
  hovered.forEach(({ value, seriesName, color }) => {
    const swatch = h("i", {});
    swatch.style.background = color;
    const text = value[1] === null ? "–" : rate(value[1]);
    const name = h("td", {}, swatch, seriesName);
    table.append(h("tr", {}, name, h("td", {}, h("b", {}, text))));
  });
  return h("div", {}, h("p", {}, clock(at) + " UTC"), table);
}

/** The last fifteen minutes: requests and tokens per second, on one time axis. */
export class LiveChart {
  readonly element: HTMLElement;
  private readonly mount = h("div", { class: "live-chart", role: "img" });
  private chart: ECharts | null = null;
  private last: Series | null = null;

  constructor() {
    this.mount.setAttribute(
      "aria-label",
      "Requests and tokens per second over the last 15 minutes; the tiles say the latest values.",
    );
    this.element = h("section", {}, h("h2", {}, "Last 15 minutes"), this.mount);
  }

  show(series: Series | null): void {
    this.element.hidden = series === null;
    if (!series) return;
    this.last = series;
    if (!this.chart) this.redraw();
    else this.chart.setOption({ xAxis: this.times(series), series: this.lines(series) });
  }

  /** Draws all again, for another theme or width. */
  redraw(): void {
    if (!this.last || this.mount.clientWidth === 0) return;
    if (!this.chart) this.chart = init(this.mount, null, { renderer: "svg" });
    else this.chart.resize();
    this.chart.setOption(this.option(this.last), { notMerge: true });
  }

  leave(): void {
    this.chart?.dispose();
  }

  private top(band: number): number {
    return TOP + band * (BAND_HEIGHT + GAP);
  }

  private times(series: Series): Part[] {
    const min = Date.parse(series.from);
    const max = min + (series.requests_per_s.length - 1) * series.step_s * 1000;
    return BANDS.map((_, gridIndex) => ({ gridIndex, min, max }));
  }

  private lines(series: Series): Part[] {
    return BANDS.flatMap(({ lines }) => lines).map((line) => ({
      id: line.title,
      data: points(series, line.rates(series)),
    }));
  }

  private option(series: Series): Part {
    const surface = SURFACES[currentTheme()];
    const bad = getComputedStyle(document.documentElement).getPropertyValue("--bad").trim();
    const label = { color: surface.muted, fontSize: 12 };
    const line = { lineStyle: { color: surface.rule } };
    return {
      animation: false,
      useUTC: true,
      textStyle: { fontFamily: FONT, color: surface.ink },
      title: BANDS.map(({ title }, i) => ({
        text: title,
        left: 0,
        top: this.top(i) - 24,
        padding: 0,
        textStyle: { color: surface.muted, fontSize: 12, fontWeight: "normal" },
      })),
      grid: BANDS.map((_, i) => ({ left: 44, right: 12, top: this.top(i), height: BAND_HEIGHT })),
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      tooltip: {
        trigger: "axis",
        confine: true,
        transitionDuration: 0,
        className: "reading",
        backgroundColor: surface.paper,
        borderColor: surface.rule,
        textStyle: { color: surface.ink, fontSize: 12 },
        axisPointer: { lineStyle: { color: surface.ink, type: "solid", opacity: 0.5 } },
        formatter: (hovered: Hovered[]) => reading(hovered),
      },
      xAxis: this.times(series).map((times, i) => ({
        ...times,
        type: "time",
        axisLine: { lineStyle: { color: surface.muted } },
        axisTick: { show: i === BANDS.length - 1, lineStyle: { color: surface.muted } },
        minInterval: this.mount.clientWidth < 560 ? 300_000 : 60_000,
        axisLabel: { ...label, show: i === BANDS.length - 1, formatter: "{HH}:{mm}" },
        splitLine: { show: false },
      })),
      yAxis: BANDS.map((_, gridIndex) => ({
        gridIndex,
        type: "value",
        min: 0,
        splitNumber: 3,
        axisLabel: { ...label, formatter: (value: number) => tick(value, "models") },
        splitLine: line,
      })),
      series: this.drawnLines(series, { accent: surface.accent, errors: bad }),
    };
  }

  private drawnLines(series: Series, colours: { accent: string; errors: string }): Part[] {
    return BANDS.flatMap(({ lines }, band) =>
      lines.map((line) => ({
        id: line.title,
        name: line.title,
        type: "line",
        xAxisIndex: band,
        yAxisIndex: band,
        showSymbol: false,
        silent: true,
        color: colours[line.entity],
        lineStyle: { width: 1.6, type: line.entity === "errors" ? [4, 3] : "solid" },
        areaStyle: line.entity === "errors" ? undefined : { opacity: 0.1 },
        data: points(series, line.rates(series)),
      })),
    );
  }
}
