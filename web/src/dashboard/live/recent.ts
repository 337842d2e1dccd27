import { GenerationRow } from "../shell/answers";
import { h } from "../shell/dom";
import { generationRow, generationTable, RowStyle } from "../generations/rows";

const ROWS_MAX = 40;

/** The generations of late, newest first; it grows at its head while the page is open. */
export class Recent {
  private readonly body = h("tbody", {});
  private readonly empty = h("p", { class: "quiet" }, "None yet since the server started.");
  private readonly rows = new Map<string, { row: HTMLTableRowElement; as: string }>();
  private isFirst = true;
  readonly element: HTMLElement;

  constructor(private readonly style: RowStyle) {
    this.element = h(
      "section",
      {},
      h("h2", {}, "Recent generations"),
      generationTable("Recent generations", style, this.body),
      this.empty,
      h("p", {}, h("a", { href: "/generations" }, "All generations")),
    );
  }

  show(recent: GenerationRow[]): void {
    const oldestFirst = recent.slice().reverse();
    oldestFirst.forEach((generation) => this.put(generation));
    this.isFirst = false;
    this.empty.hidden = this.rows.size > 0;
    while (this.body.rows.length > ROWS_MAX) {
      const last = this.body.rows[this.body.rows.length - 1]!;
      this.rows.delete(last.getAttribute("data-generation")!);
      last.remove();
    }
  }

  /** Adds a row at the head, or writes one again whose generation went on. */
  private put(generation: GenerationRow): void {
    const as = JSON.stringify(generation);
    const known = this.rows.get(generation.generation_id);
    if (known && known.as === as) return;
    const row = generationRow(generation, this.style);
    if (known) {
      known.row.replaceWith(row);
    } else {
      if (!this.isFirst) row.classList.add("fresh");
      this.body.prepend(row);
    }
    this.rows.set(generation.generation_id, { row, as });
  }
}
