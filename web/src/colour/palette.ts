import { Oklch } from "./oklch";

export type Theme = "light" | "dark";

/** The colours of a chart that carry no data. */
export interface Surface {
  paper: string;
  ink: string;
  muted: string;
  rule: string;
  accent: string;
}

export const SURFACES: { [theme in Theme]: Surface } = {
  light: {
    paper: "#fdfcfa",
    ink: "#1f1f1d",
    muted: "#696762",
    rule: "#e6e3dc",
    accent: "#23598c",
  },
  dark: {
    paper: "#15171b",
    ink: "#e9e7e2",
    muted: "#a09e98",
    rule: "#2d3036",
    accent: "#8ab6e0",
  },
};

const tone = (l: number, c: number, h: number): Oklch => ({ l, c, h });

export const GREY = tone(0.76, 0.006, 80);
export const DEEP_GREY = tone(0.66, 0.006, 80);

/**
 * Fixes the colour of every entity that recurs. The classes differ in lightness as well as in
 * hue, so that they stay apart for colour-blind readers; sizes are ordered, so they are a ramp.
 */
export const FIXED: { [entity: string]: Oklch } = {
  all: tone(0.48, 0.09, 250),
  "beside:all": tone(0.4, 0.02, 250),
  "measure:first": tone(0.45, 0.11, 300),
  "measure:second": tone(0.63, 0.14, 350),
  "measure:third": tone(0.76, 0.12, 88),
  "class:closed": tone(0.5, 0.095, 250),
  "class:closed_row": tone(0.5, 0.095, 250),
  "class:closed_cn": tone(0.72, 0.085, 305),
  "class:cn_oss": tone(0.66, 0.165, 40),
  "class:row_oss": tone(0.73, 0.105, 172),
  "class:open": tone(0.6, 0.12, 118),
  "size:small": tone(0.83, 0.07, 290),
  "size:medium": tone(0.65, 0.13, 290),
  "size:large": tone(0.44, 0.15, 290),
  "reasoning:yes": tone(0.52, 0.12, 285),
  "reasoning:no": tone(0.84, 0.025, 250),
  "reasoning:request": tone(0.62, 0.16, 30),
  "tokens:uncached": tone(0.5, 0.095, 250),
  "tokens:written": tone(0.66, 0.1, 250),
  "tokens:read": tone(0.82, 0.06, 235),
  "tokens:text": tone(0.62, 0.16, 40),
  "tokens:reasoning": tone(0.8, 0.12, 75),
  "border:closed": tone(0.28, 0.025, 250),
  "border:row": tone(0.36, 0.028, 172),
  "percentile:50": tone(0.45, 0.11, 300),
  "percentile:95": tone(0.76, 0.12, 88),
  "ending:upstream_error": tone(0.57, 0.18, 27),
  "ending:error_mid_stream": tone(0.76, 0.13, 70),
  "ending:upstream_cut": tone(0.66, 0.12, 330),
  "ending:timeout": tone(0.5, 0.12, 285),
  "ending:rejected": tone(0.72, 0.085, 215),
  "ending:lost": tone(0.42, 0.05, 250),
  "segment:premium leader": tone(0.5, 0.12, 250),
  "segment:efficient giant": tone(0.7, 0.11, 170),
  "segment:premium specialist": tone(0.62, 0.16, 30),
  "segment:long tail": tone(0.74, 0.06, 300),
  "segment:core": GREY,
  "category:programming": tone(0.54, 0.12, 253),
  "category:roleplay": tone(0.71, 0.14, 350),
  "category:marketing": tone(0.71, 0.14, 68),
  "category:marketing/seo": tone(0.87, 0.12, 98),
  "category:technology": tone(0.73, 0.1, 228),
  "category:science": tone(0.58, 0.11, 168),
  "category:translation": tone(0.62, 0.15, 312),
  "category:legal": tone(0.46, 0.075, 50),
  "category:finance": tone(0.76, 0.15, 132),
  "category:health": tone(0.57, 0.18, 27),
  "category:trivia": tone(0.84, 0.07, 195),
  "category:academia": tone(0.4, 0.13, 285),
  "continent:North America": tone(0.5, 0.095, 250),
  "continent:Europe": tone(0.78, 0.12, 78),
  "continent:Asia": tone(0.62, 0.16, 28),
  "continent:South America": tone(0.66, 0.12, 150),
  "continent:Africa": tone(0.42, 0.1, 315),
  "continent:Oceania": tone(0.82, 0.08, 205),
};

/** The colours of cohorts that a verdict names, beside greys. */
export const CALLED_OUT: Oklch[] = [
  tone(0.6, 0.18, 38),
  tone(0.5, 0.13, 255),
  tone(0.58, 0.12, 160),
  tone(0.5, 0.15, 310),
];

/** The hue, chroma and middle lightness of the authors that most stores contain. */
export const AUTHORS: { [slug: string]: Oklch } = {
  anthropic: tone(0.63, 0.135, 42),
  openai: tone(0.56, 0.09, 184),
  google: tone(0.64, 0.14, 148),
  "x-ai": tone(0.5, 0.13, 352),
  deepseek: tone(0.53, 0.15, 275),
  qwen: tone(0.63, 0.15, 308),
  "meta-llama": tone(0.65, 0.115, 240),
  mistralai: tone(0.76, 0.14, 72),
  moonshotai: tone(0.72, 0.15, 338),
  "z-ai": tone(0.8, 0.14, 106),
  minimax: tone(0.66, 0.16, 15),
  microsoft: tone(0.73, 0.08, 215),
  nvidia: tone(0.72, 0.16, 132),
  cohere: tone(0.45, 0.07, 150),
  amazon: tone(0.7, 0.1, 88),
  tngtech: tone(0.55, 0.07, 60),
  nousresearch: tone(0.8, 0.07, 20),
  baidu: tone(0.4, 0.11, 265),
  stepfun: tone(0.8, 0.08, 190),
  perplexity: tone(0.42, 0.06, 222),
};
