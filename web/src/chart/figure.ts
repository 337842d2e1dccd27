// Names the fields of a figure file as docs/formats.md fixes them.

export type Cell = string | number | null;
export type Unit =
  | "share"
  | "tokens"
  | "generations"
  | "models"
  | "tokens_per_generation"
  | "usd"
  | "usd_per_million"
  | "milliseconds"
  | "tokens_per_second";
export type Kind =
  | "stacked_area"
  | "stacked_bar"
  | "columns"
  | "line"
  | "cohorts"
  | "scatter"
  | "table";

export interface Chart {
  kind: Kind;
  unit: Unit;
  normalised: boolean;
  log_x: boolean;
  log_y: boolean;
  x: string[];
  x_title: string;
  y_title: string;
}

export interface Series {
  key: string;
  label: string;
  entity: string;
  overlay: boolean;
}

export interface Event {
  date: string;
  label: string;
  url: string;
}

export interface Trend {
  label: string;
  points: [number, number][];
}

/** Why a cohort stands out: foundational, late_sticky or boomerang. */
export interface Verdict {
  cohort: string;
  kind: string;
  text: string;
}

export interface Figure {
  id: string;
  title: string;
  takeaway: string;
  status: string;
  chart: Chart;
  definition: string;
  denominator: string;
  captions: string[];
  columns: string[];
  rows: Cell[][];
  series: Series[];
  partial: string[];
  events: Event[];
  trends: Trend[];
  verdicts: Verdict[];
  sql: string;
}
