import { Mount } from "../../page/mount";
import { download } from "../../page/download";
import { h } from "../shell/dom";
import { Palette } from "../shell/palette";
import { FigureFile } from "./answer";
import { beneath } from "./beneath";
import { paperTable, statisticsTable, verdictList } from "./comparison";
import { dataTable, studyTable } from "./data_table";
import { kickerText, nameOf, withWholeNames } from "./names";
import { statusBox } from "./status";

/** A figure on the page, with its chart where it has one. */
export interface Article {
  element: HTMLElement;
  mount: Mount | null;
}

/** Returns what a figure's heading says: its finding, or its title where it has none. */
export function headline(figure: FigureFile): string {
  return figure.takeaway === "" ? figure.title : figure.takeaway;
}

/** Makes the place of a chart and its legend, as the report has them. */
export function chartPlaces(figure: FigureFile): HTMLElement[] {
  const isTall = figure.chart.kind === "scatter" || figure.chart.kind === "columns";
  return [
    h("div", { class: "legend", role: "group", "aria-label": `Series of ${nameOf(figure)}` }),
    h("div", {
      class: isTall ? "chart tall" : "chart",
      role: "img",
      "aria-label": headline(figure),
    }),
  ];
}

function actions(figure: FigureFile, palette: Palette): HTMLElement {
  const isTable = figure.chart.kind === "table";
  const formats = ["csv", "json", ...(isTable ? [] : ["svg", "png"])];
  if (figure.sql !== "") formats.push("sql");
  const buttons = formats.map((format) =>
    h(
      "button",
      {
        type: "button",
        class: "plain",
        "data-download": format,
        "aria-label": `Download ${nameOf(figure)} as ${format.toUpperCase()}`,
        onclick: () => download(figure, format, palette.assignment),
      },
      format.toUpperCase(),
    ),
  );
  return h("div", { class: "actions" }, ...buttons);
}

function folded(summary: string, content: HTMLElement, open = false): HTMLElement {
  return h("details", { open }, h("summary", {}, summary), content);
}

function definition(figure: FigureFile): HTMLElement {
  const what = figure.chart.unit === "tokens_per_generation" ? "Means are over" : "Shares are of";
  const of = figure.denominator === "" ? "" : ` ${what} ${figure.denominator}.`;
  return h("p", { class: "definition" }, ...withWholeNames(figure.definition + of));
}

/** Writes a figure whole, part for part as the report does. */
export function wholeArticle(figure: FigureFile, palette: Palette): Article {
  palette.meetFigure(figure);
  const box = statusBox(figure);
  const isTable = figure.chart.kind === "table";
  const heading = headline(figure);
  const kicker = kickerText(figure.id, figure.title, heading);
  const article = h(
    "article",
    { class: "figure whole", id: figure.id },
    h("header", {}, h("p", { class: "kicker" }, kicker), h("h1", {}, ...withWholeNames(heading))),
    definition(figure),
  );
  if (box) {
    article.append(box);
  } else {
    article.append(...(isTable ? [studyTable(figure)] : chartPlaces(figure)));
    [
      verdictList(figure),
      beneath(figure),
      paperTable(figure),
      statisticsTable(figure),
      actions(figure, palette),
      isTable ? null : folded("Data as a table", dataTable(figure)),
    ].forEach((part) => part && article.append(part));
  }
  if (figure.sql !== "") article.append(folded("The query", h("pre", {}, figure.sql)));
  const mount = new Mount(figure, article, palette.assignment);
  return { element: article, mount: mount.drawable ? mount : null };
}
