import { h } from "../shell/dom";
import { clock, span, UNKNOWN, words } from "../shell/units";
import { Attempt } from "./answer";

interface Extent {
  first: number;
  last: number;
}

/** Returns when the first attempt began and the last ended, or null where that is unknown. */
function extentOf(attempts: Attempt[]): Extent | null {
  const timed = attempts.filter((each) => each.began_at !== null && each.took_ms !== null);
  if (timed.length === 0) return null;
  const begins = timed.map((each) => Date.parse(each.began_at!));
  const ends = timed.map((each, i) => begins[i]! + each.took_ms!);
  return { first: Math.min(...begins), last: Math.max(...ends) };
}

function outcome(attempt: Attempt): HTMLElement {
  const status = attempt.status === null ? "" : ` ${attempt.status}`;
  return attempt.failure === null
    ? h("span", { class: "yes" }, "✓ answered" + status)
    : h("span", { class: "no" }, `✗ ${words(attempt.failure)}${status}`);
}

function track(attempt: Attempt, extent: Extent | null): HTMLElement {
  const bar = h("i", { class: attempt.failure === null ? "good" : "bad" });
  if (extent && attempt.began_at !== null && attempt.took_ms !== null) {
    const whole = Math.max(1, extent.last - extent.first);
    const offset = Date.parse(attempt.began_at) - extent.first;
    bar.style.left = `${(100 * offset) / whole}%`;
    bar.style.width = `${Math.max(0.5, (100 * attempt.took_ms) / whole)}%`;
  }
  return h("div", { class: "track", "aria-hidden": "true" }, extent && bar);
}

/** Shows which providers were tried, one after the other, and how long each took. */
export function attemptsTimeline(attempts: Attempt[] | null): HTMLElement {
  if (attempts === null) {
    return h("p", { class: "quiet" }, "No longer remembered: attempts are kept for a while.");
  }
  if (attempts.length === 0) return h("p", { class: "quiet" }, "No provider was asked.");
  const extent = extentOf(attempts);
  const items = attempts.map((attempt) =>
    h(
      "li",
      {},
      h(
        "p",
        {},
        h("strong", {}, attempt.provider),
        " ",
        attempt.upstream_model !== null && h("span", { class: "quiet" }, attempt.upstream_model),
        attempt.is_byok === true && h("span", { class: "quiet" }, ", own provider key"),
      ),
      track(attempt, extent),
      h(
        "p",
        {},
        outcome(attempt),
        h(
          "span",
          { class: "quiet" },
          ` began ${attempt.began_at === null ? UNKNOWN : clock(attempt.began_at) + " UTC"}, took ` +
            span(attempt.took_ms),
        ),
      ),
    ),
  );
  return h("ol", { class: "attempts" }, ...items);
}
