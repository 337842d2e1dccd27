import { ApiError, wordsOf } from "./api";
import { h } from "./dom";

function heading(error: unknown): string {
  if (!(error instanceof ApiError)) return "No answer";
  switch (error.status) {
    case 403:
      return "Not for this token";
    case 404:
      return "Not found";
    case 503:
      return "The store is busy";
    default:
      return "This did not work";
  }
}

/** Shows what failed in the place of what would have stood there, with a way to ask again. */
export function failureBox(error: unknown, again: () => void): HTMLElement {
  const hopeless = error instanceof ApiError && [403, 404].includes(error.status);
  return h(
    "div",
    { class: "calm", role: "alert" },
    h("p", {}, h("strong", {}, heading(error) + ". "), wordsOf(error)),
    !hopeless && h("button", { type: "button", class: "plain", onclick: again }, "Try again"),
  );
}

/** Returns when to ask again by itself: the store is lent for a while. Null for never. */
export function retryDelayMs(error: unknown): number | null {
  if (!(error instanceof ApiError) || error.status !== 503) return null;
  return 1000 * (error.retryAfterS ?? 5);
}
