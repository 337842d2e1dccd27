import { Event } from "../../chart/figure";
import { day, formatted, grouped } from "../../chart/format";
import { h } from "../shell/dom";
import { FigureFile } from "./answer";

function coverageLine(figure: FigureFile): HTMLElement | null {
  const { generations, usable, scarcest, scope, from, to } = figure.coverage;
  if (!generations || usable === null) return null;
  const days = from && to ? `of the labelled days, ${day(from)} to ${day(to)}` : "of the window";
  const of = scope === "filtered" ? "that the filters leave" : days;
  const isFiltered = Object.keys(figure.filters ?? {}).length > 0;
  const unfiltered = isFiltered && scope === "store" && " This is the whole store's, unfiltered.";
  if (scarcest === "") {
    return h("p", {}, `Coverage: all ${grouped(generations)} generations ${of}.`, unfiltered);
  }
  const share = formatted(usable / generations, "share");
  return h(
    "p",
    {},
    `Coverage: ${grouped(usable)} of ${grouped(generations)} generations ${of} (${share}) have `,
    h("code", {}, scarcest),
    ", the scarcest column needed.",
    unfiltered,
  );
}

function partialLine(figure: FigureFile): HTMLElement | null {
  if (figure.partial.length === 0) return null;
  const looks = /^(line|cohorts)$/.test(figure.chart.kind) ? "Dotted" : "Hatched";
  const dates = figure.partial.map(day).join(", ");
  return h("p", {}, `${looks}: cut by the window's edge (${dates}), so in no mean.`);
}

function eventLink(event: Event): Node | string {
  if (!/^https?:\/\//.test(event.url)) return event.label;
  return h("a", { href: event.url, rel: "noopener noreferrer", target: "_blank" }, event.label);
}

/** Names the events between the first and the last date with a value, numbered as the chart's. */
function eventsLine(figure: FigureFile): HTMLElement | null {
  const value = figure.columns.indexOf("value");
  const dates = figure.rows.filter((row) => row[value] !== null).map((row) => String(row[0]));
  dates.sort();
  const [first, last] = [dates[0] ?? "9999", dates[dates.length - 1] ?? ""];
  const line = h("p", {}, "Marked: ");
  let isFirst = true;
  figure.events.forEach((event, i) => {
    if (event.date < first || event.date > last) return;
    line.append(isFirst ? "" : "; ");
    line.append(h("span", { class: "nr" }, `${i + 1} `), eventLink(event));
    line.append(", " + day(event.date));
    isFirst = false;
  });
  line.append(".");
  return isFirst ? null : line;
}

/** Shows what a reader must know of a chart: captions, cut weeks, events, coverage and notes. */
export function beneath(figure: FigureFile): HTMLElement {
  return h(
    "div",
    { class: "beneath" },
    ...figure.captions.map((caption) => h("p", {}, caption)),
    partialLine(figure),
    eventsLine(figure),
    coverageLine(figure),
    figure.notes.length > 0 && h("ul", {}, ...figure.notes.map((note) => h("li", {}, note))),
  );
}
