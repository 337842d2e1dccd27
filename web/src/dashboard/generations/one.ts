import { get } from "../shell/api";
import { fill, h } from "../shell/dom";
import { Loader } from "../shell/loader";
import { moment } from "../shell/units";
import { Page, Place, View } from "../shell/view";
import { GenerationRecord, One } from "./answer";
import { attemptsTimeline } from "./attempts";
import { classesBar } from "./classes";
import { fields, recordGroups } from "./groups";
import { labelTable } from "./labels";
import { ending } from "./rows";

function part(title: string, ...children: Node[]): HTMLElement {
  return h("section", { class: "part" }, h("h2", {}, title), ...children);
}

function textOf(record: GenerationRecord, column: string): string | null {
  const value = record[column];
  return typeof value === "string" ? value : null;
}

/** Says in a line what the generation was. */
function summary(record: GenerationRecord): HTMLElement {
  const model = textOf(record, "model") ?? "an unknown model";
  const provider = textOf(record, "provider");
  return h(
    "p",
    { class: "summary-line" },
    ending(textOf(record, "terminal_state")),
    ` ${model}${provider ? " at " + provider : ""}, ${moment(textOf(record, "created_at"))} UTC`,
  );
}

function settledWords(settled: string): string {
  return settled === "ledger"
    ? "Settled in the ledger; not yet drained to the store."
    : "Drained to the store.";
}

function shown(page: Page, answer: One): HTMLElement {
  const none = "No price row was applied, or its catalog no longer has it.";
  return h(
    "div",
    { class: "generation" },
    summary(answer.record),
    part("Tokens by class", classesBar(answer.classes, page.palette)),
    part("Attempts", attemptsTimeline(answer.attempts)),
    part("Record", recordGroups({ ...answer.record, account: answer.account ?? null })),
    part("Price", fields(answer.price, none)),
    part(
      "Provenance",
      fields(answer.provenance, "Unknown."),
      h("p", { class: "quiet" }, settledWords(answer.settled)),
    ),
    part("Labels", labelTable(answer.labels)),
  );
}

/** Opens one generation: its record, tokens, attempts, price, labels and where it came from. */
export function openGeneration(page: Page, _place: Place, id: string): View {
  const body = h("div", {}, h("p", { class: "quiet" }, "Loading."));
  const loader = new Loader(body, (text) => page.banner(text));
  const ready = loader.load<One>(
    (signal) => get("generations/" + encodeURIComponent(id), undefined, signal),
    (answer) => fill(body, shown(page, answer)),
  );
  return {
    title: id,
    element: h(
      "div",
      {},
      h("p", { class: "neighbours" }, h("a", { href: "/generations" }, "← All generations")),
      h("h1", { class: "id" }, id),
      body,
    ),
    ready,
    redraw: () => {
      body.querySelectorAll<HTMLElement>("[data-entity]").forEach((each) => {
        each.style.background = page.palette.colour(each.getAttribute("data-entity")!);
      });
    },
    leave: () => {
      loader.cancel();
      page.banner(null);
    },
  };
}
