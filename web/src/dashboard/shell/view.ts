import { Palette } from "./palette";
import { Facets, Session } from "./answers";

/** Where the reader is: a path of the page and the state in its query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

/** What a view can use of the page around it. */
export interface Page {
  readonly session: Session;
  readonly palette: Palette;
  /** Goes to an address of the page; `replace` leaves no step to go back to. */
  go(address: string, replace?: boolean): void;
  /** Returns what filters can take, asked for once. */
  facets(): Promise<Facets>;
  /** Shows a sentence above every view, or takes it away (null). */
  banner(text: string | null): void;
}

/** One view of the page, from its opening to the next one's. */
export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Settles when the view has the height that it will keep. */
  readonly ready?: Promise<unknown>;
  /** Takes another query, for the same path. */
  update?(place: Place): void;
  /** Draws again for another theme or width. */
  redraw?(): void;
  /** Ends requests, timers and charts. */
  leave?(): void;
}
