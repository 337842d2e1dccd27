export type Value = string | number | boolean | null;

/** A generation record by column name, money also in dollars under names that end in _usd. */
export interface GenerationRecord {
  [column: string]: Value;
}

export interface Classes {
  uncached_in: number | null;
  cache_read: number | null;
  cache_write: number | null;
  text_out: number | null;
  reasoning_out: number | null;
}

export interface Attempt {
  provider: string;
  upstream_model: string | null;
  status: number | null;
  failure: string | null;
  began_at: string | null;
  took_ms: number | null;
  is_byok: boolean | null;
}

/** The answer of /api/generations/{id}. */
export interface One {
  record: GenerationRecord;
  /** The name of the account, for who may see it. */
  account?: string | null;
  classes: Classes | null;
  price: GenerationRecord | null;
  attempts: Attempt[] | null;
  labels: GenerationRecord[];
  provenance: GenerationRecord;
  settled: string;
}
