import { Place } from "./view";

/** Says whether an address is one of the page's own, not the API's or a file's. */
function isOwn(url: URL): boolean {
  return url.origin === location.origin && !/^\/(api|assets)\//.test(url.pathname);
}

function currentPlace(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Goes to a part of the view, which is no step of its own to go back from. */
function jump(id: string): void {
  const target = document.getElementById(id);
  if (!target) return;
  target.scrollIntoView();
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

interface Step {
  scroll?: number;
}

/** Keeps the view in step with the address: links, back and forward, and changes of state. */
export class Router {
  /** `show` opens a place; `scroll` is how far down the reader had been there. */
  constructor(private readonly show: (place: Place, scroll: number) => void) {}

  start(): void {
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", (event) => {
      const step = event.state as Step | null;
      this.show(currentPlace(), (step && step.scroll) || 0);
    });
    document.addEventListener("click", (event) => this.follow(event));
    this.show(currentPlace(), 0);
  }

  go(address: string, replace = false): void {
    const url = new URL(address, location.href);
    if (url.href === location.href) return;
    const stays = url.pathname === location.pathname;
    if (replace) {
      history.replaceState(history.state, "", url);
    } else {
      history.replaceState({ scroll: window.scrollY }, "");
      history.pushState({}, "", url);
    }
    this.show(currentPlace(), stays ? window.scrollY : 0);
  }

  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.download) return;
    const url = new URL(link.href);
    if (!isOwn(url)) return;
    event.preventDefault();
    if (url.hash !== "") jump(url.hash.slice(1));
    else this.go(url.href);
  }
}
