// The traffic of the mock: a steady stream of invented generations, and those that a test sends.

import { hashed } from "./mock_study.mjs";

const STEP_S = 5;
const STEPS = 180;
const states = ["upstream_error", "client_gone", "timeout", "error_mid_stream"];

/** Invents the generation of a second; the same second gives the same one. */
function invented(second, values) {
  const chance = (name) => hashed(`${name}${second}`);
  const pick = (list, name) => list[Math.floor(chance(name) ** 2.5 * list.length)][0];
  const isGood = chance("state") < 0.93;
  const isKnown = chance("usage") < 0.92;
  const prompt = Math.round(200 + 12000 * chance("prompt") ** 3);
  const completion = Math.round(20 + 1800 * chance("completion") ** 2);
  return {
    generation_id: `gen-${second}-${Math.floor(chance("id") * 1e9).toString(36)}`,
    created_at: new Date(second * 1000 + Math.floor(chance("ms") * 1000)).toISOString(),
    model: pick(values.models, "model"),
    provider: pick(values.providers, "provider"),
    app: chance("app?") < 0.2 ? null : pick(values.apps, "app"),
    account: pick(values.accounts, "account"),
    country: ["US", "DE", null][Math.floor(3 * chance("country"))],
    api_type: "chat",
    terminal_state: isGood ? "done" : states[Math.floor(states.length * chance("why"))],
    finish_reason: isGood ? (chance("tools") < 0.2 ? "tool_calls" : "stop") : null,
    http_status: isGood ? 200 : 502,
    streamed: chance("streamed") < 0.8,
    prompt_tokens: isKnown ? prompt : null,
    completion_tokens: isKnown ? completion : null,
    cost_usd: isKnown ? (prompt * 1.1 + completion * 6) / 1e6 : null,
    ttft_ms: isGood ? 120 + 900 * chance("ttft") ** 3 : null,
    generation_ms: 400 + 9000 * chance("took") ** 2,
    attempts: chance("attempts") < 0.1 ? 2 : 1,
  };
}

function sentNow(model, app, number) {
  const now = new Date();
  return {
    generation_id: `gen-sent-${number}`,
    created_at: now.toISOString(),
    model: model ?? "unknown",
    provider: "echo",
    app: app ?? null,
    account: "tester",
    country: null,
    api_type: "chat",
    terminal_state: "done",
    finish_reason: "stop",
    http_status: 200,
    streamed: false,
    prompt_tokens: 7,
    completion_tokens: 5,
    cost_usd: 0.0000041,
    ttft_ms: 3.2,
    generation_ms: 4.1,
    attempts: 1,
  };
}

function quantile(numbers, share) {
  const sorted = numbers.filter((each) => each !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.floor(share * (sorted.length - 1))];
}

export class Traffic {
  sent = [];

  constructor(study) {
    this.values = study.values();
  }

  serve({ model }, title) {
    const row = sentNow(model, title, this.sent.length + 1);
    this.sent.unshift(row);
    return { id: row.generation_id, model, choices: [], usage: {} };
  }

  /** Returns the generations that were made before a time, newest first. */
  before(ms, count) {
    const second = 2 * Math.floor(ms / 2000);
    const steady = Array.from({ length: count }, (_, i) =>
      invented(second - 2 - 2 * i, this.values),
    );
    const all = this.sent.filter(({ created_at }) => Date.parse(created_at) < ms).concat(steady);
    return all.sort((a, b) => (a.created_at < b.created_at ? 1 : -1)).slice(0, count);
  }

  live({ role }) {
    const now = Date.now();
    const last = Math.floor(now / 1000 / STEP_S) * STEP_S;
    const wave = (i) =>
      1 + 0.4 * Math.sin((last + i * STEP_S) / 60) + 0.5 * hashed(`w${last / STEP_S + i}`);
    const series = Array.from({ length: STEPS }, (_, i) => 9 * wave(i - STEPS));
    const recent = this.before(now, 150);
    const isAccount = role === "account";
    const mine = isAccount ? recent.filter(({ account }) => account === "acme") : recent;
    const today = Math.floor((now % 864e5) / 2000) + this.sent.length;
    const byProvider = new Map();
    for (const row of recent) {
      byProvider.set(row.provider, [...(byProvider.get(row.provider) ?? []), row]);
    }
    const rate = 9 * wave(0);
    return {
      now: new Date(now).toISOString(),
      uptime_s: Math.round(process.uptime()),
      window_s: 10,
      requests_per_s: isAccount ? null : rate,
      tokens_per_s: isAccount ? null : rate * 4100,
      error_rate: isAccount ? null : 0.021,
      spend_today_usd: today * 0.0123,
      generations_today: today,
      running: isAccount ? null : 3,
      ttft: {
        window_s: 300,
        p50_ms: isAccount
          ? null
          : quantile(
              recent.map(({ ttft_ms }) => ttft_ms),
              0.5,
            ),
        p95_ms: isAccount
          ? null
          : quantile(
              recent.map(({ ttft_ms }) => ttft_ms),
              0.95,
            ),
      },
      providers: isAccount
        ? []
        : [...byProvider]
            .map(([provider, rows]) => ({
              provider,
              generations: rows.length,
              errors: rows.filter(({ terminal_state }) => terminal_state !== "done").length,
              ttft_p50_ms: quantile(
                rows.map(({ ttft_ms }) => ttft_ms),
                0.5,
              ),
              ttft_p95_ms: quantile(
                rows.map(({ ttft_ms }) => ttft_ms),
                0.95,
              ),
              tokens_per_s: rows.reduce((sum, row) => sum + (row.prompt_tokens ?? 0), 0) / 300,
            }))
            .sort((a, b) => b.generations - a.generations),
      series: isAccount
        ? null
        : {
            step_s: STEP_S,
            from: new Date((last - STEPS * STEP_S) * 1000).toISOString(),
            requests_per_s: series.map((each, i) => (i > 60 && i < 66 ? null : each)),
            tokens_per_s: series.map(
              (each, i) => each * 4100 * (0.8 + 0.4 * hashed(`t${last / STEP_S + i}`)),
            ),
            errors_per_s: series.map((each, i) =>
              hashed(`e${last / STEP_S + i}`) < 0.1 ? each / 8 : 0,
            ),
          },
      recent: mine.slice(0, 20),
    };
  }

  list(query) {
    const limit = Number(query.get("limit") ?? 50);
    const start = query.has("before") ? Number(query.get("before")) : Date.now();
    const names = ["model", "provider", "app", "account", "country", "terminal_state"];
    const fits = (row) =>
      names.every((name) => !query.has(name) || query.get(name) === row[name]) &&
      (!query.has("from") || row.created_at.slice(0, 10) >= query.get("from")) &&
      (!query.has("to") || row.created_at.slice(0, 10) <= query.get("to"));
    const rows = this.before(start, 1500).filter(fits).slice(0, limit);
    const last = rows.at(-1);
    return { rows, next: rows.length === limit ? String(Date.parse(last.created_at)) : null };
  }

  one(id) {
    const second = Number(/^gen-(\d+)-/.exec(id)?.[1]);
    const row =
      this.sent.find((each) => each.generation_id === id) ??
      (second && invented(second, this.values));
    if (!row || row.generation_id !== id) return undefined;
    const began = Date.parse(row.created_at);
    const attempt = (number, failure) => ({
      provider: failure ? "first-choice" : row.provider,
      upstream_model: row.model,
      status: failure ? 429 : row.http_status,
      failure,
      began_at: new Date(began + 10 + 400 * number).toISOString(),
      took_ms: failure ? 380 : row.generation_ms,
      is_byok: false,
    });
    const { account, cost_usd, ...flat } = row;
    const nano = cost_usd === null ? null : Math.round(cost_usd * 1e9);
    const cached = Math.floor((row.prompt_tokens ?? 0) / 3);
    return {
      record: {
        ...flat,
        account_id: account,
        cost_nano_usd: nano,
        cost_usd,
        upstream_cost_nano_usd: nano,
        upstream_cost_usd: cost_usd,
        cache_discount_nano_usd: null,
        cache_discount_usd: null,
        reasoning_tokens: 0,
        cache_read_tokens: row.prompt_tokens === null ? null : cached,
        gateway_us: 182,
        source: "gateway",
        import_batch: null,
        is_byok: false,
        is_free: false,
        price_id: "a/b:standard:2025-01-01",
        model_requested: row.model,
        usage_provenance: row.prompt_tokens === null ? "unknown" : "provider_final",
      },
      classes:
        row.prompt_tokens === null
          ? null
          : {
              uncached_in: row.prompt_tokens - cached,
              cache_read: cached,
              cache_write: 0,
              text_out: row.completion_tokens,
              reasoning_out: 0,
            },
      price: {
        price_id: "a/b:standard:2025-01-01",
        valid_from: "2025-01-01",
        prompt_usd_per_million: 1.1,
        completion_usd_per_million: 6,
        cache_read_usd_per_million: null,
      },
      attempts:
        row.attempts === 2 ? [attempt(0, "rate_limited"), attempt(1, null)] : [attempt(0, null)],
      labels:
        hashed(id) < 0.5
          ? []
          : [
              {
                path: "/Computers & Electronics/Programming",
                tag: "Programming",
                category: "programming",
                confidence: 0.91,
                classifier: "shipped-1",
                inclusion_probability: 0.0025,
                language: "en",
                language_confidence: null,
              },
            ],
      provenance: {
        source: "gateway",
        import_batch: null,
        file: null,
        imported_at: null,
        usage_provenance: row.prompt_tokens === null ? "unknown" : "provider_final",
      },
      settled: "store",
    };
  }
}
