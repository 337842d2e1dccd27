import { ApiError, isAborted } from "./api";

const WAIT_MAX_S = 10;

/**
 * Asks again and again while the page is in sight. After a failure it waits longer each time,
 * or as long as the server asks.
 */
export class Poll<T> {
  private timer = 0;
  private failures = 0;
  private stopped = false;
  private request: AbortController | null = null;
  private readonly seen = () => this.changedSight();

  constructor(
    private readonly everyMs: number,
    private readonly ask: (signal: AbortSignal) => Promise<T>,
    private readonly answered: (answer: T) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    document.addEventListener("visibilitychange", this.seen);
    void this.turn();
  }

  stop(): void {
    this.stopped = true;
    document.removeEventListener("visibilitychange", this.seen);
    window.clearTimeout(this.timer);
    if (this.request) this.request.abort();
  }

  private changedSight(): void {
    window.clearTimeout(this.timer);
    if (!document.hidden && !this.request) void this.turn();
  }

  private async turn(): Promise<void> {
    if (this.stopped || document.hidden) return;
    this.request = new AbortController();
    let waitMs = this.everyMs;
    try {
      const answer = await this.ask(this.request.signal);
      this.failures = 0;
      if (!this.stopped) this.answered(answer);
    } catch (error) {
      if (this.stopped || isAborted(error)) return;
      this.failures++;
      const asked = error instanceof ApiError ? error.retryAfterS : null;
      waitMs = 1000 * Math.min(WAIT_MAX_S, asked ?? 2 ** (this.failures - 1));
      this.failed(error);
    } finally {
      this.request = null;
    }
    if (!this.stopped) this.timer = window.setTimeout(() => void this.turn(), waitMs);
  }
}
