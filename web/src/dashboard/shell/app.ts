import { watchTheme } from "../../page/theme";
import { openGeneration } from "../generations/one";
import { openGenerations } from "../generations/list";
import { openLive } from "../live/live";
import { openRankings } from "../rankings/rankings";
import { openFigure } from "../study/whole";
import { openStudy } from "../study/study";
import { Facets, Session } from "./answers";
import { ApiError, get, onSignedOut, send } from "./api";
import { fill, h } from "./dom";
import { failureBox } from "./failure";
import { watchKeys } from "./keys";
import { Palette } from "./palette";
import { Router } from "./router";
import { signIn } from "./sign_in";
import { Page, Place, View } from "./view";

type Opener = (page: Page, place: Place, name: string) => View;

const ROUTES: [RegExp, Opener][] = [
  [/^\/$/, openLive],
  [/^\/rankings$/, openRankings],
  [/^\/study$/, openStudy],
  [/^\/study\/([^/]+)$/, openFigure],
  [/^\/generations$/, openGenerations],
  [/^\/generations\/([^/]+)$/, openGeneration],
];

function nowhere(): View {
  const text = h("p", {}, "There is no such page. ", h("a", { href: "/" }, "Go to what is live."));
  return { title: "Not found", element: h("section", {}, h("h1", {}, "Not found"), text) };
}

/** Decodes a part of a path; one that is not well-formed stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function opened(page: Page, place: Place): View {
  for (const [pattern, open] of ROUTES) {
    const match = pattern.exec(place.path);
    if (match) return open(page, place, decoded(match[1] ?? ""));
  }
  return nowhere();
}

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** The page: who is signed in, where the reader is, and the view that shows it. */
export class App implements Page {
  readonly palette = new Palette();
  private signedIn: Session | null = null;
  private known: Promise<Facets> | null = null;
  private view: View | null = null;
  private path = "";
  private readonly router = new Router((place, scroll) => this.show(place, scroll));

  get session(): Session {
    return this.signedIn!;
  }

  start(): void {
    watchTheme(() => this.view?.redraw?.());
    watchKeys();
    this.watchWidth();
    element("sign-out").addEventListener("click", () => void this.signOut());
    onSignedOut(() => this.askForToken());
    void this.resume();
  }

  go(address: string, replace?: boolean): void {
    this.router.go(address, replace);
  }

  facets(): Promise<Facets> {
    if (!this.known) {
      this.known = get<Facets>("facets");
      this.known.catch(() => (this.known = null));
    }
    return this.known;
  }

  banner(text: string | null): void {
    const banner = element("banner");
    banner.hidden = text === null;
    if (text !== null && banner.textContent !== text) banner.textContent = text;
  }

  private async resume(): Promise<void> {
    try {
      this.enter(await get<Session>("session"));
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 401;
      if (!isUnknown)
        fill(
          element("main"),
          failureBox(error, () => void this.resume()),
        );
    }
  }

  private enter(session: Session): void {
    const isFirst = this.path === "";
    this.signedIn = session;
    element("who").textContent = session.name;
    element("version").textContent = session.version;
    document.documentElement.setAttribute("data-role", session.role);
    if (isFirst) this.router.start();
    else this.show({ path: location.pathname, query: new URLSearchParams(location.search) }, 0);
  }

  private askForToken(): void {
    if (this.signedIn === null && this.view) return;
    this.leave();
    this.signedIn = null;
    this.known = null;
    this.banner(null);
    document.documentElement.removeAttribute("data-role");
    document.title = "Sign in · Orrery";
    const form = signIn((session) => this.enter(session));
    this.view = { title: "Sign in", element: form };
    fill(element("main"), form);
    form.querySelector("input")!.focus();
  }

  private async signOut(): Promise<void> {
    await send("DELETE", "session").catch(() => undefined);
    this.askForToken();
  }

  private show(place: Place, scroll: number): void {
    if (!this.signedIn) return;
    const isSame = this.path === place.path && this.view !== null;
    if (isSame && this.view!.update) {
      this.view!.update(place);
    } else {
      this.leave();
      this.open(place);
    }
    this.mark(place);
    if (isSame) return;
    window.scrollTo(0, scroll);
    void this.view!.ready?.then(() => scroll > 0 && window.scrollTo(0, scroll));
  }

  private open(place: Place): void {
    const isFirst = this.path === "";
    this.path = place.path;
    this.view = opened(this, place);
    document.title = this.view.title + " · Orrery";
    fill(element("main"), this.view.element);
    // Puts a reader who listens at the new view's start, and leaves the first page alone.
    if (!isFirst) element("main").focus({ preventScroll: true });
  }

  private leave(): void {
    this.view?.leave?.();
    this.view = null;
  }

  private mark(place: Place): void {
    document.querySelectorAll<HTMLAnchorElement>("#nav a").forEach((link) => {
      const base = link.pathname;
      const isHere = base === "/" ? place.path === "/" : place.path.startsWith(base);
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.documentElement.classList.remove("unfolded");
    element("fold").setAttribute("aria-expanded", "false");
  }

  private watchWidth(): void {
    let timer = 0;
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => this.view?.redraw?.(), 120);
    });
  }
}
