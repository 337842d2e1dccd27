// Names the answers of the API that several views read. Unknown is null, never 0.

export interface Session {
  role: "admin" | "viewer" | "account";
  name: string;
  version: string;
  now: string;
}

/** One value that a filter can take. */
export interface Facet {
  value: string;
  label: string;
  tokens?: number | null;
}

/** What filters can take. Without generations in the store there are no days. */
export interface Facets {
  from: string | null;
  to: string | null;
  generations: number;
  tokens: number;
  as_of: string | null;
  grains: string[];
  source_classes: Facet[];
  authors: Facet[];
  models: Facet[];
  providers: Facet[];
  apps: Facet[];
  countries: Facet[];
  categories: Facet[];
  accounts: Facet[];
}

/** Days, both included; null where the store is empty. */
export interface Days {
  from: string | null;
  to: string | null;
}

/** One generation as lists show it. */
export interface GenerationRow {
  generation_id: string;
  created_at: string;
  model: string | null;
  provider: string | null;
  app: string | null;
  account: string | null;
  country: string | null;
  api_type: string | null;
  terminal_state: string | null;
  finish_reason: string | null;
  http_status: number | null;
  streamed: boolean | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cost_usd: number | null;
  ttft_ms: number | null;
  generation_ms: number | null;
  attempts: number | null;
}
