import { compact } from "../../chart/format";
import { Facet } from "../shell/answers";
import { fill, h, setText } from "../shell/dom";

const SHOWN_MAX = 200;

function matches(facet: Facet, words: string[]): boolean {
  const about = (facet.label + " " + facet.value).toLowerCase();
  return words.every((word) => about.includes(word));
}

/**
 * A button that opens a searchable list of check boxes. Esc closes it and gives the focus back;
 * the arrows walk through the list.
 */
export class MultiSelect {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly panel: HTMLElement;
  private readonly search: HTMLInputElement;
  private readonly list = h("ul", {});
  private readonly more = h("p", { class: "quiet" });
  private facets: Facet[] = [];
  private chosen: string[] = [];

  constructor(
    private readonly label: string,
    private readonly changed: (values: string[]) => void,
  ) {
    this.button = h(
      "button",
      { type: "button", class: "plain", "aria-expanded": "false", onclick: () => this.toggle() },
      label,
    );
    this.search = h("input", {
      type: "search",
      placeholder: `Find ${label}`,
      "aria-label": `Find ${label}`,
      spellcheck: "false",
      oninput: () => this.listAgain(),
    });
    const name = `Filter by ${label}`;
    this.panel = h("div", {
      class: "select-panel",
      role: "group",
      "aria-label": name,
      hidden: true,
    });
    this.panel.append(this.search, this.list, this.more);
    this.element = h("div", { class: "select" }, this.button, this.panel);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusout", (event) => {
      const to = event.relatedTarget;
      if (to instanceof Node && !this.element.contains(to)) this.close();
    });
    document.addEventListener("pointerdown", this.pressed);
  }

  /** Ends listening to the page. */
  leave(): void {
    document.removeEventListener("pointerdown", this.pressed);
  }

  show(facets: Facet[], chosen: string[], enabled: boolean): void {
    this.facets = facets;
    this.chosen = chosen;
    this.element.hidden = !enabled;
    setText(this.button, chosen.length === 0 ? this.label : `${this.label} (${chosen.length})`);
    this.button.classList.toggle("active", chosen.length > 0);
    if (!this.panel.hidden) this.mark();
  }

  private readonly pressed = (event: Event) => {
    if (event.target instanceof Node && !this.element.contains(event.target)) this.close();
  };

  private toggle(): void {
    if (!this.panel.hidden) return this.close();
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.search.value = "";
    this.listAgain();
    this.panel.classList.remove("leftwards");
    const sticksOut = this.panel.getBoundingClientRect().right > window.innerWidth - 8;
    this.panel.classList.toggle("leftwards", sticksOut);
    this.search.focus();
  }

  private close(): void {
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  /** Lists what the search leaves: what is chosen first, then by tokens as the server sorts. */
  private listAgain(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const known = this.facets.map(({ value }) => value);
    const strangers = this.chosen.filter((value) => !known.includes(value));
    const all = strangers.map((value): Facet => ({ value, label: value })).concat(this.facets);
    const found = all.filter((facet) => matches(facet, words));
    found.sort((a, b) => Number(this.has(b)) - Number(this.has(a)));
    const shown = found.slice(0, SHOWN_MAX);
    fill(this.list, ...shown.map((facet) => this.item(facet)));
    const left = found.length - shown.length;
    const none = found.length === 0 ? "Nothing matches." : "";
    setText(this.more, left > 0 ? `${left} more: type to find them.` : none);
  }

  private has(facet: Facet): boolean {
    return this.chosen.includes(facet.value);
  }

  private item(facet: Facet): HTMLElement {
    const box = h("input", { type: "checkbox", value: facet.value });
    box.checked = this.has(facet);
    box.addEventListener("change", () => this.choose(facet.value, box.checked));
    const tokens = facet.tokens;
    const amount = tokens === null || tokens === undefined ? "" : compact(tokens);
    const title = `${facet.value}${amount === "" ? "" : `, ${amount} tokens in the store`}`;
    return h(
      "li",
      {},
      h(
        "label",
        { title },
        box,
        h("span", { class: "name" }, facet.label),
        h("span", { class: "quiet" }, amount),
      ),
    );
  }

  private mark(): void {
    this.list.querySelectorAll("input").forEach((box) => {
      box.checked = this.chosen.includes(box.value);
    });
  }

  private choose(value: string, on: boolean): void {
    const others = this.chosen.filter((each) => each !== value);
    this.chosen = on ? others.concat(value) : others;
    this.changed(this.chosen);
  }

  private key(event: KeyboardEvent): void {
    if (this.panel.hidden) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      this.button.focus();
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const stops = [this.search, ...this.list.querySelectorAll("input")];
    const at = stops.indexOf(document.activeElement as HTMLInputElement);
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]!.focus();
  }
}
