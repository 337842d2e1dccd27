import { Assignment } from "../colour/assignment";
import { Surface, Theme } from "../colour/palette";

/** An ECharts option or a part of one; ECharts checks it at run time. */
export type Part = { [key: string]: unknown };

/** What a chart's look depends on beside its figure. */
export interface View {
  theme: Theme;
  surface: Surface;
  assignment: Assignment;
  width: number;
  height: number;
  hidden: { [key: string]: boolean };
}

// Quotes names with ' because the font stands inside XML attributes.
export const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Says whether a chart is drawn for a phone. */
export function isNarrow(view: View): boolean {
  return view.width < 560;
}
