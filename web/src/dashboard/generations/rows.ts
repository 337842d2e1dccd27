import { GenerationRow } from "../shell/answers";
import { h } from "../shell/dom";
import { clock, count, money, moment, span, UNKNOWN, words } from "../shell/units";

/** Says how a generation ended, with a mark that needs no colour. */
export function ending(state: string | null): HTMLElement {
  if (state === null) return h("span", { class: "quiet" }, "… running");
  if (state === "done") return h("span", { class: "yes" }, "✓ done");
  if (state === "client_gone") return h("span", { class: "quiet" }, "– client gone");
  return h("span", { class: "no" }, "✗ " + words(state));
}

/** Writes a text, or says that it is unknown. */
export function text(value: string | null | undefined): HTMLElement {
  if (value === null || value === undefined) return h("span", { class: "unknown" }, UNKNOWN);
  return h("span", {}, value);
}

/** Writes a number that was formatted, quieter where it only says unknown. */
function number(written: string): HTMLElement {
  return h("td", { class: written === UNKNOWN ? "number unknown" : "number" }, written);
}

interface Column {
  name: string;
  isNumber: boolean;
  write(row: GenerationRow): HTMLElement;
}

function column(name: string, value: (row: GenerationRow) => HTMLElement): Column {
  return { name, isNumber: false, write: (row) => h("td", {}, value(row)) };
}

function numbers(name: string, value: (row: GenerationRow) => string): Column {
  return { name, isNumber: true, write: (row) => number(value(row)) };
}

function link(row: GenerationRow, shown: string): HTMLElement {
  const href = "/generations/" + encodeURIComponent(row.generation_id);
  return h("a", { href, title: row.generation_id }, shown);
}

/** What a list shows: times of day alone where all rows are of this hour. */
export interface RowStyle {
  clockOnly: boolean;
  withAccount: boolean;
}

function columns(style: RowStyle): Column[] {
  const at = (row: GenerationRow) => (style.clockOnly ? clock : moment)(row.created_at);
  const list = [
    column("Time (UTC)", (row) => link(row, at(row))),
    column("Model", (row) => text(row.model)),
    column("Provider", (row) => text(row.provider)),
    column("App", (row) => text(row.app)),
    column("Account", (row) => text(row.account)),
    column("Ended", (row) => ending(row.terminal_state)),
    numbers("Tokens in", (row) => count(row.prompt_tokens)),
    numbers("Tokens out", (row) => count(row.completion_tokens)),
    numbers("Cost", (row) => money(row.cost_usd)),
    numbers("TTFT", (row) => span(row.ttft_ms)),
    numbers("Took", (row) => span(row.generation_ms)),
  ];
  return style.withAccount ? list : list.filter(({ name }) => name !== "Account");
}

/** Writes one generation as a row of a list. */
export function generationRow(row: GenerationRow, style: RowStyle): HTMLTableRowElement {
  const cells = columns(style).map((each) => each.write(row));
  return h("tr", { "data-generation": row.generation_id }, ...cells);
}

/** Makes a table of generations around the body that the caller fills. */
export function generationTable(
  label: string,
  style: RowStyle,
  body: HTMLTableSectionElement,
): HTMLElement {
  const heads = columns(style).map(({ name, isNumber }) =>
    h("th", { scope: "col", class: isNumber ? "number" : null }, name),
  );
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    h("table", { class: "full generations" }, h("thead", {}, h("tr", {}, ...heads)), body),
  );
}
