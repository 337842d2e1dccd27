import { Stack } from "../../colour/assignment";
import { Figure } from "../../chart/figure";
import { Days } from "../shell/answers";

export interface Statistic {
  name: string;
  value: number | null;
  note: string;
}

export interface Stated {
  claim: string;
  stated: number | null;
  tolerance: number;
  bound: "" | "at_most" | "at_least";
  measured: number | null;
  agrees: boolean;
  source: string;
}

/** The whole figure file of docs/formats.md, with what the API adds to it. */
export interface FigureFile extends Figure {
  chapter: string;
  missing: { column: string; remedy: string }[];
  notes: string[];
  statistics: Statistic[];
  paper: Stated[];
  withheld: number;
  /** An account is not told how many generations all others have. */
  coverage: {
    generations: number | null;
    usable: number | null;
    scarcest: string;
    scope?: "filtered" | "store";
    from?: string;
    to?: string;
  };
  as_of?: string | null;
  version?: string;
  window?: Days | null;
  grain?: string;
  /** The filters as they were applied. */
  filters?: { [name: string]: unknown };
}

/** What the index of the study says of one figure. */
export interface FigureEntry {
  id: string;
  title: string;
  chapter: string;
  kind: string;
  filters: string[];
}

/** The answer of /api/study. */
export interface StudyIndex {
  as_of: string | null;
  version: string;
  window: Days | null;
  chapters: { key: string; title: string }[];
  figures: FigureEntry[];
  /** All entities of the unfiltered study: with them colours are those of its report. */
  entities?: string[];
  /** Its columns with what stands on each other in them, in the order of the figures. */
  stacks?: Stack[];
}
