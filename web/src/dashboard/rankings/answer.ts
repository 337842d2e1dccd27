export interface Ranked {
  place: number;
  key: string;
  label: string;
  entity: string;
  tokens: number;
  share: number | null;
  generations: number | null;
  previous_tokens: number | null;
  change: number | null;
  previous_place: number | null;
}

export interface Trending {
  key: string;
  label: string;
  entity: string;
  tokens: number;
  mean_before: number | null;
  gain: number;
}

/** The answer of /api/rankings. */
export interface Rankings {
  kind: string;
  period: string;
  end: string;
  rows: Ranked[];
  other: { tokens: number; share: number | null; generations: number | null; count: number } | null;
  total: { tokens: number; generations: number | null } | null;
  trending: Trending[];
  window: { from: string; to: string };
  /** Says whether the period is over. */
  is_complete?: boolean;
  unit: string;
  as_of: string | null;
  note: string;
}
