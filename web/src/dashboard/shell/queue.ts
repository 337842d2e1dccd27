/** Runs tasks a few at a time, in the order they came. */
export class Queue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly runningMax: number) {}

  /** Runs a task when there is room; one that was aborted while it waited never starts. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    while (this.running >= this.runningMax) {
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
    this.running++;
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      this.running--;
      const next = this.waiting.shift();
      if (next) next();
    }
  }
}
