import { init } from "echarts/core";
import { fewNote } from "../chart/few";
import { Figure } from "../chart/figure";
import { day, escaped } from "../chart/format";
import { frameOf } from "../chart/frame";
import { LegendEntry, legendEntries, legendSizeMin } from "../chart/legend";
import { textWidth, wrapped } from "../chart/measure";
import { figureOption } from "../chart/option";
import { FONT, View } from "../chart/view";

const MARGIN = 24;
const LEGEND_ROW = 19;
const LEGEND_ROWS_MAX = 4;
const GROUPED_ROWS_MAX = 8;

/** Part of a picture with the height that it takes. */
interface Block {
  svg: string;
  height: number;
}

function paragraph(
  lines: string[],
  top: number,
  size: number,
  colour: string,
  weight: number,
): Block {
  const leading = Math.round(size * 1.32);
  const svg = lines
    .map((line, i) => {
      const y = top + leading * (i + 1) - Math.round(size * 0.3);
      return (
        `<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" ` +
        `fill="${colour}">${escaped(line)}</text>`
      );
    })
    .join("");
  return { svg, height: leading * lines.length };
}

/** Returns the room that the names of groups take at the left of a legend. */
function groupIndent(entries: LegendEntry[]): number {
  const widths = entries.map(({ group }) => (group === "" ? 0 : textWidth(group, 12) + 14));
  return Math.max.apply(null, widths);
}

/** Sets the legend in rows of swatches and labels, for a chart of the size in `view`. */
function legend(figure: Figure, view: View, top: number): Block {
  const entries = legendEntries(figure, view);
  if (entries.length < legendSizeMin(figure)) return { svg: "", height: 0 };
  const indent = groupIndent(entries);
  const left = MARGIN + indent;
  const rowsMax = indent > 0 ? GROUPED_ROWS_MAX : LEGEND_ROWS_MAX;
  let group = "";
  let x = left;
  let y = top + 6;
  let svg = "";
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const width = 16 + textWidth(entry.label, 12) + 16;
    const isNewGroup = entry.group !== group;
    const isLastRow = y - top > (rowsMax - 1) * LEGEND_ROW;
    const reserve = isLastRow && i < entries.length - 1 ? 90 : 0;
    if (x > left && (isNewGroup || x + width + reserve > view.width + MARGIN)) {
      if (isLastRow) {
        svg += `<text x="${x}" y="${y + 10}" font-size="12" fill="${view.surface.muted}">`;
        svg += `and ${entries.length - i} more</text>`;
        break;
      }
      x = left;
      y += LEGEND_ROW;
    }
    if (isNewGroup) {
      group = entry.group;
      svg += `<text x="${MARGIN}" y="${y + 10}" font-size="12" fill="${view.surface.muted}">`;
      svg += `${escaped(group)}</text>`;
    }
    const isLine = entry.shape === "line" || entry.shape === "dashed";
    svg += isLine
      ? `<path d="M${x} ${y + 6}h11" stroke="${entry.colour}" stroke-width="2.5"` +
        `${entry.shape === "dashed" ? ' stroke-dasharray="4 2"' : ""}/>`
      : `<rect x="${x}" y="${y}" width="11" height="11" fill="${entry.colour}" ` +
        `rx="${entry.shape === "point" ? 5.5 : 2}"/>`;
    svg += `<text x="${x + 16}" y="${y + 10}" font-size="12" fill="${view.surface.ink}">`;
    svg += `${escaped(entry.label)}</text>`;
    x += width;
  }
  return { svg, height: y + LEGEND_ROW - top + 4 };
}

/** The painter's own way to write SVG, which can leave out what only a mouse would see. */
interface StillPainter {
  renderToString(options: { [name: string]: boolean }): string;
}

function chart(figure: Figure, view: View, width: number, height: number): string {
  const instance = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    instance.setOption(figureOption(figure, { ...view, width, height }));
    const { painter } = instance.getZr() as unknown as { painter: StillPainter };
    return painter.renderToString({ cssAnimation: false, cssEmphasis: false, useViewBox: true });
  } finally {
    instance.dispose();
  }
}

/**
 * Makes ids unique, so that several pictures can stand in one document, drops what serves only
 * a live chart, and centres text in a way that every SVG reader knows.
 */
function standalone(svg: string, id: string): string {
  return svg
    .replace(/zr\d+-/g, "zr-" + id.replace(/[^a-z0-9]/gi, "") + "-")
    .replace(/ (ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/ dominant-baseline="central"/g, ' dy="0.35em"');
}

function footnote(figure: Figure): string {
  const partial = figure.partial.map(day);
  const looks = /^(line|cohorts)$/.test(figure.chart.kind) ? "Dotted" : "Hatched";
  const cut = partial.length > 0 ? looks + ": partial (" + partial.join(", ") + "). " : "";
  const few = fewNote(figure, frameOf(figure));
  return cut + (few === "" ? "" : few + " ") + figure.captions.join(" ");
}

/** Draws a figure with its title, legend and notes as one standalone SVG document. */
export function picture(figure: Figure, view: View): string {
  const inner = view.width - 2 * MARGIN;
  let top = MARGIN - 4;
  let svg = "";
  const add = (block: Block, gap: number) => {
    svg += block.svg;
    top += block.height + (block.height > 0 ? gap : 0);
  };
  // Widths are those of the regular weight; the bold one takes an eighth more.
  const title = wrapped(figure.takeaway || figure.title, 19 * 1.125, inner);
  add(paragraph(title, top, 19, view.surface.ink, 600), 3);
  const hasTakeaway = figure.takeaway !== "" && figure.takeaway !== figure.title;
  const name = hasTakeaway ? figure.title + ". " : "";
  const about = wrapped(name + figure.definition, 12, inner);
  add(paragraph(about.slice(0, 3), top, 12, view.surface.muted, 400), 6);
  const notes = wrapped(footnote(figure), 11, inner).slice(0, 4);
  notes.push(figure.id + " · Orrery");
  const bottom = paragraph(notes, 0, 11, view.surface.muted, 400).height + MARGIN;
  const heightAt = (from: number) => Math.max(120, view.height - from - bottom);
  // From the longest legend on: the fewer names it needs, the more a chart below it has room for.
  const sized = (height: number): View => ({ ...view, width: inner, height });
  let names = legend(figure, sized(0), top);
  for (let turn = 0; turn < 3; turn++) {
    names = legend(figure, sized(heightAt(top + names.height + 4)), top);
  }
  add(names, 4);
  const height = heightAt(top);
  const body = standalone(chart(figure, view, inner, height), figure.id);
  svg += body.replace("<svg ", `<svg x="${MARGIN}" y="${top}" `);
  top += height + 6;
  add(paragraph(notes, top, 11, view.surface.muted, 400), 0);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${view.width}" height="${view.height}" ` +
    `viewBox="0 0 ${view.width} ${view.height}" font-family="${escaped(FONT)}">` +
    `<title>${escaped(figure.takeaway || figure.title)}</title>` +
    `<rect width="100%" height="100%" fill="${view.surface.paper}"/>${svg}</svg>`
  );
}
