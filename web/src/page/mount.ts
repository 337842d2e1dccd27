import { ECharts, init } from "echarts/core";
import { Assignment } from "../colour/assignment";
import { SURFACES } from "../colour/palette";
import { fewNote } from "../chart/few";
import { Figure } from "../chart/figure";
import { frameOf } from "../chart/frame";
import { legendEntries, legendSizeMin } from "../chart/legend";
import { description, figureOption } from "../chart/option";
import { View } from "../chart/view";
import { currentTheme } from "./theme";
import { tooltip } from "./tooltip";

/** Makes a row of a legend that a name leads. */
function groupRow(name: string): HTMLElement {
  const row = document.createElement("div");
  const heading = document.createElement("span");
  heading.textContent = name;
  row.appendChild(heading);
  return row;
}

/** One figure on the page: its chart, its legend and which series the reader switched off. */
export class Mount {
  private chart: ECharts | null = null;
  private hidden: { [key: string]: boolean } = {};
  private listed = "";

  constructor(
    readonly figure: Figure,
    private readonly article: HTMLElement,
    private readonly assignment: Assignment,
  ) {}

  /** Says whether the figure has a chart, as tables and undrawn figures have none. */
  get drawable(): boolean {
    return this.article.querySelector(".chart") !== null;
  }

  get visible(): boolean {
    return this.article.offsetParent !== null;
  }

  get drawn(): boolean {
    return this.chart !== null;
  }

  /** Draws the chart, or draws it again for a new size, theme or choice of series. */
  draw(): void {
    const element = this.article.querySelector(".chart") as HTMLElement | null;
    if (!element || element.clientWidth === 0) return;
    const view = this.view(element);
    if (!this.chart) {
      this.chart = init(element, null, { renderer: "svg" });
      this.noteFew();
    } else {
      this.chart.resize({ width: view.width, height: view.height });
    }
    this.drawLegend(view);
    this.chart.setOption(
      {
        ...figureOption(this.figure, view),
        tooltip: tooltip(this.figure, frameOf(this.figure), view),
        aria: { enabled: true, label: { description: description(this.figure) } },
      },
      { notMerge: true },
    );
    this.recolourLegend(view);
  }

  /** Says beneath the chart what of it rests on few generations. */
  private noteFew(): void {
    const beneath = this.article.querySelector(".beneath");
    const note = fewNote(this.figure, frameOf(this.figure));
    if (!beneath || note === "") return;
    const line = document.createElement("p");
    line.textContent = note;
    beneath.insertBefore(line, beneath.firstChild);
  }

  /** Takes the chart off the page and frees what it held. */
  dispose(): void {
    if (this.chart) this.chart.dispose();
    this.chart = null;
  }

  private view(element: HTMLElement): View {
    const theme = currentTheme();
    return {
      theme,
      surface: SURFACES[theme],
      assignment: this.assignment,
      width: element.clientWidth,
      height: element.clientHeight,
      hidden: this.hidden,
    };
  }

  /** Writes the legend, or anew where another size has room for other names on the chart. */
  private drawLegend(view: View): void {
    const legend = this.article.querySelector(".legend") as HTMLElement | null;
    const entries = legendEntries(this.figure, view);
    const listed = entries.map((entry) => entry.key).join("\n");
    if (!legend || entries.length < legendSizeMin(this.figure) || listed === this.listed) return;
    this.listed = listed;
    legend.textContent = "";
    let group = "";
    let row: HTMLElement = legend;
    entries.forEach((entry) => {
      if (entry.group !== group) {
        group = entry.group;
        row = groupRow(group);
        legend.appendChild(row);
      }
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!this.hidden[entry.key]));
      button.setAttribute("data-key", entry.key);
      const swatch = document.createElement("i");
      swatch.className = entry.shape;
      button.appendChild(swatch);
      button.appendChild(document.createTextNode(entry.label));
      button.addEventListener("click", () => this.toggle(entry.key, button));
      button.addEventListener("mouseenter", () => this.point("highlight", entry.key));
      button.addEventListener("mouseleave", () => this.point("downplay", entry.key));
      row.appendChild(button);
    });
  }

  private recolourLegend(view: View): void {
    const buttons = this.article.querySelectorAll(".legend button");
    legendEntries(this.figure, view).forEach((entry, index) => {
      const swatch = buttons[index] && buttons[index]!.querySelector("i");
      if (swatch) swatch.style.color = entry.colour;
    });
  }

  private toggle(key: string, button: HTMLElement): void {
    this.hidden[key] = !this.hidden[key];
    button.setAttribute("aria-pressed", String(!this.hidden[key]));
    this.draw();
  }

  private point(type: string, key: string): void {
    if (this.chart) this.chart.dispatchAction({ type, seriesId: "series:" + key });
  }
}
