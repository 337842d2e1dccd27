import { formatted, grouped } from "../../chart/format";
import { fill, h } from "../shell/dom";
import { NOTHING, rate, span } from "../shell/units";
import { ProviderNow } from "./answer";

function cell(text: string): HTMLElement {
  return h("td", { class: "number" }, text);
}

function failures(row: ProviderNow): HTMLElement {
  const text = grouped(row.errors);
  if (row.errors === 0) return cell(text);
  const share = row.generations > 0 ? ` (${formatted(row.errors / row.generations, "share")})` : "";
  return h("td", { class: "number no" }, "✗ " + text + share);
}

function wait(ms: number | null): HTMLElement {
  return cell(ms === null ? NOTHING : span(ms));
}

const HEADINGS = ["Provider", "Generations", "Failed", "TTFT median", "TTFT p95", "Tokens/s"];

/** What each provider did in the last five minutes, the busiest first. */
export class Providers {
  private readonly body = h("tbody", {});
  readonly element = h(
    "section",
    {},
    h("h2", {}, "Providers, last 5 minutes"),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Providers" },
      h(
        "table",
        { class: "full", id: "providers" },
        h(
          "thead",
          {},
          h("tr", {}, ...HEADINGS.map((text, i) => h("th", { class: i ? "number" : null }, text))),
        ),
        this.body,
      ),
    ),
    h("p", { class: "quiet" }, "TTFT: time from the request to the first token."),
  );

  show(providers: ProviderNow[]): void {
    if (providers.length === 0) {
      const none = "No generation went to a provider in the last 5 minutes.";
      fill(this.body, h("tr", {}, h("td", { colspan: HEADINGS.length, class: "quiet" }, none)));
      return;
    }
    fill(
      this.body,
      ...providers.map((row) =>
        h(
          "tr",
          {},
          h("td", {}, row.provider),
          cell(grouped(row.generations)),
          failures(row),
          wait(row.ttft_p50_ms),
          wait(row.ttft_p95_ms),
          cell(row.tokens_per_s === null ? NOTHING : rate(row.tokens_per_s)),
        ),
      ),
    );
  }
}
