import "./shim";
import { setPlatformAPI } from "echarts/core";
import { assign, Assignment } from "../colour/assignment";
import { Figure } from "../chart/figure";
import { textWidth } from "../chart/measure";
import { SURFACES, Theme } from "../colour/palette";
import { stacksOf } from "../chart/columns";
import { registerCharts } from "../chart/engine";
import { picture } from "./picture";

registerCharts();
setPlatformAPI({
  measureText: (text: string, font?: string) => {
    const size = /(\d+(?:\.\d+)?)px/.exec(font || "");
    return { width: textWidth(text, size ? Number(size[1]) : 12) };
  },
});

let assignment: Assignment | null = null;

/**
 * Takes all entities of a report and its figures of columns, so that every image colours them as
 * the page does.
 */
function know_entities(entitiesJsonText: string, columnsJsonText: string): void {
  const columns = JSON.parse(columnsJsonText) as Figure[];
  assignment = assign(JSON.parse(entitiesJsonText) as string[], stacksOf(columns));
}

/** Draws a figure file as an SVG document. */
function render_svg(figureJsonText: string, theme: Theme, width: number, height: number): string {
  const figure = JSON.parse(figureJsonText) as Figure;
  const own = assignment || assign(figure.series.map((series) => series.entity), stacksOf([figure]));
  const surface = SURFACES[theme];
  return picture(figure, { theme, surface, assignment: own, width, height, hidden: {} });
}

const root = new Function("return this")() as { [name: string]: unknown };
root.know_entities = know_entities;
root.render_svg = render_svg;
