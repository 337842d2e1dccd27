import { GenerationRow } from "../shell/answers";

/** What one provider did in the last five minutes. */
export interface ProviderNow {
  provider: string;
  generations: number;
  errors: number;
  ttft_p50_ms: number | null;
  ttft_p95_ms: number | null;
  tokens_per_s: number | null;
}

type Rates = (number | null)[];

/** The answer of /api/live; an account sees no rates. */
export interface Live {
  now: string;
  uptime_s: number;
  window_s: number;
  requests_per_s: number | null;
  tokens_per_s: number | null;
  error_rate: number | null;
  spend_today_usd: number | null;
  generations_today: number | null;
  running: number | null;
  ttft: { window_s: number; p50_ms: number | null; p95_ms: number | null } | null;
  providers: ProviderNow[];
  series: {
    step_s: number;
    from: string;
    requests_per_s: Rates;
    tokens_per_s: Rates;
    errors_per_s: Rates;
  } | null;
  recent: GenerationRow[];
  store: { state: "ready" | "lent"; lent_to: string | null; since: string | null };
}
