/** An answer of the server that is not a success, with what it says is wrong. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** When to ask again, in seconds, where the server says so. */
    readonly retryAfterS: number | null,
  ) {
    super(message);
  }
}

/** Says whether a failure is only that nobody waits for the answer any more. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Words a failure for a reader. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return "The server did not answer. Is orrery serve still running?";
}

let whenSignedOut: () => void = () => undefined;

/** Names what happens when the server no longer knows the session. */
export function onSignedOut(happen: () => void): void {
  whenSignedOut = happen;
}

async function failure(response: Response): Promise<ApiError> {
  let message = `The server answered ${response.status}.`;
  try {
    const body = (await response.json()) as { error?: { message?: string } };
    if (body.error && body.error.message) message = body.error.message;
  } catch {
    // An answer without JSON keeps the sentence with its status.
  }
  const after = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, message, after > 0 ? after : null);
}

/** Writes an address below /api with its query. */
export function address(path: string, query?: URLSearchParams): string {
  const text = query ? query.toString() : "";
  return "/api/" + path + (text === "" ? "" : "?" + text);
}

/** Asks for JSON; fails with an ApiError, or with the browser's error where nothing answered. */
export async function get<T>(
  path: string,
  query?: URLSearchParams,
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetch(address(path, query), {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    signal: signal ?? null,
  });
  if (response.ok) return (await response.json()) as T;
  const error = await failure(response);
  if (error.status === 401) whenSignedOut();
  throw error;
}

/** Sends what changes something. Its header cannot be set from another site without leave. */
export async function send<T>(method: string, path: string, body?: unknown): Promise<T | null> {
  const response = await fetch(address(path), {
    method,
    headers: { "Content-Type": "application/json", "X-Orrery": "1" },
    credentials: "same-origin",
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw await failure(response);
  return response.status === 204 ? null : ((await response.json()) as T);
}
