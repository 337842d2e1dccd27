import { isAborted } from "./api";
import { failureBox, retryDelayMs } from "./failure";
import { fill } from "./dom";

/**
 * Loads one thing at a time into a place of the page: a newer request ends an older one, a
 * failure is said where the answer would stand, and a lent store is asked again by itself.
 */
export class Loader {
  private request: AbortController | null = null;
  private timer = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly banner: (text: string | null) => void,
  ) {}

  async load<T>(ask: (signal: AbortSignal) => Promise<T>, show: (answer: T) => void) {
    this.cancel();
    const request = new AbortController();
    this.request = request;
    this.place.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(request.signal);
      if (request.signal.aborted) return;
      this.banner(null);
      show(answer);
    } catch (error) {
      if (request.signal.aborted || isAborted(error)) return;
      this.fail(error, () => void this.load(ask, show));
    } finally {
      if (this.request === request) this.place.removeAttribute("aria-busy");
    }
  }

  cancel(): void {
    window.clearTimeout(this.timer);
    if (this.request) this.request.abort();
  }

  private fail(error: unknown, again: () => void): void {
    fill(this.place, failureBox(error, again));
    const delay = retryDelayMs(error);
    if (delay === null) return;
    this.banner((error as Error).message + " This page tries again by itself.");
    this.timer = window.setTimeout(again, delay);
  }
}
