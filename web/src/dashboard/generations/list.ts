import { Facet, Facets, GenerationRow } from "../shell/answers";
import { get } from "../shell/api";
import { fill, h } from "../shell/dom";
import { Loader } from "../shell/loader";
import { words } from "../shell/units";
import { Page, Place, View } from "../shell/view";
import { generationRow, generationTable } from "./rows";

const LIMIT = "50";
const STATES = [
  "done",
  "upstream_cut",
  "client_gone",
  "error_mid_stream",
  "timeout",
  "upstream_error",
  "rejected",
  "lost",
];
/** The fields of the form that take a text, with the facet that suggests values. */
const FIELDS: [string, keyof Facets][] = [
  ["model", "models"],
  ["provider", "providers"],
  ["app", "apps"],
  ["account", "accounts"],
  ["country", "countries"],
];
const NAMES = FIELDS.map(([name]) => name).concat("terminal_state", "from", "to");

interface Answer {
  rows: GenerationRow[];
  next: string | null;
}

function suggestions(id: string, facets: Facet[]): HTMLElement {
  const options = facets.map(({ value, label }) => h("option", { value }, label));
  return h("datalist", { id }, ...options);
}

function labelled(name: string, input: HTMLElement): HTMLElement {
  return h("label", {}, h("span", {}, name), input);
}

/** The form above the list. It sends nothing by itself: the address holds what it says. */
class Form {
  readonly element: HTMLFormElement;
  private readonly inputs = new Map<string, HTMLInputElement | HTMLSelectElement>();

  constructor(page: Page, submit: (query: URLSearchParams) => void) {
    this.element = h("form", { class: "generation-filters", "aria-label": "Filters" });
    FIELDS.forEach(([name]) => {
      if (name === "account" && page.session.role !== "admin") return;
      const input = h("input", {
        name,
        list: "known-" + name,
        spellcheck: "false",
        autocomplete: "off",
        "data-search": name === "model",
      });
      this.add(name, name, input);
    });
    const states = h("select", { name: "terminal_state" }, h("option", { value: "" }, "any"));
    states.append(...STATES.map((state) => h("option", { value: state }, words(state))));
    this.add("terminal_state", "ended", states);
    this.add("from", "from (UTC)", h("input", { type: "date", name: "from" }));
    this.add("to", "to (UTC)", h("input", { type: "date", name: "to" }));
    this.element.append(
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "submit", class: "primary" }, "Show"),
        h("a", { href: "/generations", class: "plain" }, "Clear"),
      ),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(this.query());
    });
    this.element.addEventListener("change", () => submit(this.query()));
    void page.facets().then(
      (facets) => this.suggest(facets),
      () => undefined,
    );
  }

  show(query: URLSearchParams): void {
    this.inputs.forEach((input, name) => (input.value = query.get(name) ?? ""));
  }

  private add(name: string, label: string, input: HTMLInputElement | HTMLSelectElement): void {
    this.inputs.set(name, input);
    this.element.append(labelled(label, input));
  }

  private query(): URLSearchParams {
    const query = new URLSearchParams();
    this.inputs.forEach((input, name) => {
      const value = input.value.trim();
      if (value !== "") query.set(name, value);
    });
    return query;
  }

  private suggest(facets: Facets): void {
    FIELDS.forEach(([name, facet]) => {
      const values = facets[facet];
      if (this.inputs.has(name) && Array.isArray(values)) {
        this.element.append(suggestions("known-" + name, values as Facet[]));
      }
    });
  }
}

function pager(query: URLSearchParams, next: string | null): HTMLElement {
  const link = (text: string, before: string | null) => {
    const to = new URLSearchParams(query);
    if (before === null) to.delete("before");
    else to.set("before", before);
    const search = to.toString();
    return h("a", { class: "plain", href: "/generations" + (search ? "?" + search : "") }, text);
  };
  return h(
    "nav",
    { class: "pager", "aria-label": "Pages" },
    query.has("before") && link("Newest", null),
    next !== null && link("Older →", next),
    next === null && h("span", { class: "quiet" }, "These are the oldest."),
  );
}

/** Returns what the API is asked: the filters and the place in the list, nothing else. */
function asked(query: URLSearchParams): URLSearchParams {
  const ask = new URLSearchParams([["limit", LIMIT]]);
  NAMES.concat("before").forEach((name) => {
    const value = query.get(name);
    if (value) ask.set(name, value);
  });
  return ask;
}

/** Opens the list of generations, newest first, page by page. */
export function openGenerations(page: Page, place: Place): View {
  const body = h("div", {}, h("p", { class: "quiet" }, "Loading."));
  const loader = new Loader(body, (text) => page.banner(text));
  const form = new Form(page, (query) => {
    const text = query.toString();
    page.go("/generations" + (text === "" ? "" : "?" + text));
  });
  const style = { clockOnly: false, withAccount: page.session.role === "admin" };
  const show = (query: URLSearchParams, answer: Answer) => {
    const rows = answer.rows.map((row) => generationRow(row, style));
    fill(
      body,
      rows.length === 0
        ? h("p", { class: "calm" }, "No generation matches.")
        : generationTable("Generations", style, h("tbody", {}, ...rows)),
      pager(query, rows.length === 0 ? null : answer.next),
    );
  };
  const load = (query: URLSearchParams) => {
    form.show(query);
    return loader.load<Answer>(
      (signal) => get("generations", asked(query), signal),
      (answer) => show(query, answer),
    );
  };
  return {
    title: "Generations",
    element: h(
      "div",
      {},
      h("h1", {}, "Generations"),
      h(
        "p",
        { class: "quiet" },
        "One row a request, newest first. Prompts and answers are not kept.",
      ),
      form.element,
      body,
    ),
    ready: load(place.query),
    update: (next) => void load(next.query),
    leave: () => {
      loader.cancel();
      page.banner(null);
    },
  };
}
