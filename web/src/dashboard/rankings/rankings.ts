import { compact, counted } from "../../chart/format";
import { Days } from "../shell/answers";
import { get } from "../shell/api";
import { fill, h } from "../shell/dom";
import { Loader } from "../shell/loader";
import { days, moment, shifted } from "../shell/units";
import { Page, Place, View } from "../shell/view";
import { Rankings } from "./answer";
import { choice } from "../shell/choice";
import { rankingTable } from "./table";
import { trendingList } from "./trending";

const KINDS: [string, string][] = [
  ["models", "Models"],
  ["authors", "Authors"],
  ["apps", "Apps"],
  ["categories", "Categories"],
  ["providers", "Providers"],
  ["accounts", "Accounts"],
];
const PERIODS: [string, string][] = [
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];
const LIMITS: [string, string][] = [
  ["10", "10"],
  ["20", "20"],
  ["50", "50"],
  ["100", "100"],
];

/** Reads the state of the view from its address; what is missing has its usual value. */
function stateOf(query: URLSearchParams): URLSearchParams {
  const state = new URLSearchParams();
  state.set("kind", query.get("kind") ?? "models");
  state.set("period", query.get("period") ?? "week");
  state.set("limit", query.get("limit") ?? "20");
  const end = query.get("end");
  if (end) state.set("end", end);
  return state;
}

function addressWith(state: URLSearchParams, name: string, value: string | null): string {
  const next = new URLSearchParams(state);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return "/rankings?" + next.toString();
}

/** Returns the last day of the period after a window, be it of calendar months or of days. */
function endAfter(from: string, to: string): string {
  const next = shifted(to, 1);
  if (from.endsWith("-01") && next.endsWith("-01") && from !== to) {
    const inNextButOne = shifted(next, 31);
    return shifted(inNextButOne.slice(0, 8) + "01", -1);
  }
  return shifted(to, (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
}

/** The way to the period before, to the one after, and back to the latest. */
function stepper(answer: Rankings, state: URLSearchParams, store: Days): HTMLElement {
  const { from, to } = answer.window;
  const before = shifted(from, -1);
  const after = endAfter(from, to);
  const link = (text: string, end: string | null) =>
    h("a", { href: addressWith(state, "end", end), class: "plain" }, text);
  return h(
    "p",
    { class: "stepper" },
    store.from !== null && before >= store.from && link("← before", before),
    h("strong", {}, days(answer.window)),
    answer.is_complete === false && h("span", { class: "quiet" }, "not over yet"),
    store.to !== null && to < store.to && link("after →", after < store.to ? after : null),
    state.has("end") && link("latest", null),
  );
}

function totalLine(answer: Rankings): HTMLElement {
  const total = answer.total;
  const sum = total ? `${compact(total.tokens)} ${answer.unit} in all` : "";
  const of =
    total && total.generations !== null ? `, ${counted(total.generations, "generation")}` : "";
  const asOf = answer.as_of ? ` Data as of ${moment(answer.as_of)} UTC.` : "";
  return h(
    "p",
    { class: "quiet" },
    `${sum}${of}. Change is against the ${answer.period} before.${asOf}`,
  );
}

/** Leaves the rows whose name or key has a text. */
function leave(body: HTMLElement, text: string): void {
  const wanted = text.trim().toLowerCase();
  body.querySelectorAll<HTMLElement>("tr[data-key]").forEach((row) => {
    const about = row.getAttribute("data-key") + " " + row.querySelector(".name")!.textContent;
    row.hidden = !about.toLowerCase().includes(wanted);
  });
}

/** Opens the rankings: who is used most in a day, week or month, and who rises. */
export function openRankings(page: Page, place: Place): View {
  let state = stateOf(place.query);
  const isAdmin = page.session.role === "admin";
  const controls = h("div", { class: "controls" });
  const body = h("div", { class: "ranking-body" }, h("p", { class: "quiet" }, "Loading."));
  const loader = new Loader(body, (text) => page.banner(text));
  const pick =
    (name: string, without: string[] = []) =>
    (value: string) => {
      const next = new URLSearchParams(state);
      without.forEach((each) => next.delete(each));
      next.set(name, value);
      page.go("/rankings?" + next.toString());
    };
  const kinds = choice(
    "Ranking of",
    KINDS.filter(([key]) => isAdmin || key !== "accounts"),
    pick("kind"),
  );
  const periods = choice("Period", PERIODS, pick("period", ["end"]));
  const limits = choice("Places", LIMITS, pick("limit"));
  const find = h("input", {
    type: "search",
    placeholder: "Find a name  ( / )",
    "aria-label": "Find a name in the ranking",
    "data-search": true,
    oninput: () => leave(body, find.value),
  });
  controls.append(kinds.element, periods.element, limits.element, find);
  const show = (answer: Rankings, store: Days) => {
    fill(
      body,
      stepper(answer, state, store),
      totalLine(answer),
      answer.note !== "" && h("p", { class: "caveat" }, answer.note),
      answer.rows.length === 0
        ? h("p", { class: "calm" }, "No usage in this period.")
        : h(
            "div",
            { class: "ranking-columns" },
            rankingTable(answer, page.palette),
            trendingList(answer, page.palette),
          ),
    );
    leave(body, find.value);
  };
  const load = () => {
    kinds.show(state.get("kind")!);
    periods.show(state.get("period")!);
    limits.show(state.get("limit")!);
    const ask = (signal: AbortSignal) =>
      Promise.all([get<Rankings>("rankings", state, signal), page.facets()]);
    return loader.load(ask, ([answer, facets]) => show(answer, facets));
  };
  const ready = load();
  return {
    title: "Rankings",
    element: h("div", {}, h("h1", {}, "Rankings"), controls, body),
    ready,
    update: (next) => {
      state = stateOf(next.query);
      void load();
    },
    redraw: () => {
      body.querySelectorAll<HTMLElement>("[data-entity]").forEach((each) => {
        each.style.background = page.palette.colour(each.getAttribute("data-entity")!);
      });
    },
    leave: () => {
      loader.cancel();
      page.banner(null);
    },
  };
}
