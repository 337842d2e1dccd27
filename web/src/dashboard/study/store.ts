import { get } from "../shell/api";
import { Palette } from "../shell/palette";
import { Queue } from "../shell/queue";
import { Filters } from "../filters/filters";
import { FigureFile, StudyIndex } from "./answer";

const REQUESTS_MAX = 4;
const KEPT_MS = 60_000;
const KEPT_MAX = 200;

const queue = new Queue(REQUESTS_MAX);
const kept = new Map<string, { figure: FigureFile; at: number }>();
let index: { answer: Promise<StudyIndex>; at: number } | null = null;

/** Asks for the list of figures, at most once a minute. */
export function studyIndex(palette: Palette): Promise<StudyIndex> {
  if (index && Date.now() - index.at < KEPT_MS) return index.answer;
  const answer = get<StudyIndex>("study").then((found) => {
    palette.meet(found.entities ?? [], found.stacks ?? []);
    return found;
  });
  const mine = { answer, at: Date.now() };
  index = mine;
  answer.catch(() => {
    if (index === mine) index = null;
  });
  return answer;
}

/** Asks for one figure, a few at a time; what was asked for a moment ago is not asked again. */
export async function studyFigure(
  id: string,
  filters: Filters,
  signal: AbortSignal,
): Promise<FigureFile> {
  const query = filters.print();
  const key = id + "?" + query.toString();
  const known = kept.get(key);
  if (known && Date.now() - known.at < KEPT_MS) return known.figure;
  const path = "study/" + encodeURIComponent(id);
  const figure = await queue.run(() => get<FigureFile>(path, query, signal), signal);
  kept.delete(key);
  kept.set(key, { figure, at: Date.now() });
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
  return figure;
}

/** Forgets all answers, as another reader may see others. */
export function forgetStudy(): void {
  kept.clear();
  index = null;
}
