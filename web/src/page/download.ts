import { Assignment } from "../colour/assignment";
import { SURFACES } from "../colour/palette";
import { Cell, Figure } from "../chart/figure";
import { picture } from "../image/picture";
import { currentTheme } from "./theme";

const IMAGE_WIDTH = 960;
const IMAGE_HEIGHT = 560;
const PNG_SCALE = 2;

function field(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

/** Writes a figure's rows as RFC 4180 CSV, as the file beside the report has them. */
export function csvOf(figure: Figure): string {
  const lines = [figure.columns.map(field).join(",")];
  figure.rows.forEach((row) => lines.push(row.map(field).join(",")));
  return lines.join("\n") + "\n";
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  const address = URL.createObjectURL(blob);
  link.href = address;
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function saveText(text: string, type: string, name: string): void {
  save(new Blob([text], { type: type + ";charset=utf-8" }), name);
}

function svgOf(figure: Figure, assignment: Assignment): string {
  const theme = currentTheme();
  const [width, height] = [IMAGE_WIDTH, IMAGE_HEIGHT];
  const surface = SURFACES[theme];
  return picture(figure, { theme, surface, assignment, width, height, hidden: {} });
}

function savePng(svg: string, name: string): void {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = IMAGE_WIDTH * PNG_SCALE;
    canvas.height = IMAGE_HEIGHT * PNG_SCALE;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      if (blob) save(blob, name);
    }, "image/png");
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
}

/** Saves a figure in the format that a button names. */
export function download(figure: Figure, format: string, assignment: Assignment): void {
  const name = figure.id + "." + format;
  if (format === "csv") saveText(csvOf(figure), "text/csv", name);
  if (format === "json") saveText(JSON.stringify(figure), "application/json", name);
  if (format === "sql") saveText(figure.sql, "text/plain", name);
  if (format === "svg") saveText(svgOf(figure, assignment), "image/svg+xml", name);
  if (format === "png") savePng(svgOf(figure, assignment), name);
}
