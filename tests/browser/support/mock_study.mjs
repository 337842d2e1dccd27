// The study of the mock: the figures of a real report, bent a little by each filter.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const many = [
  "source_class",
  "author",
  "model",
  "provider",
  "account",
  "app",
  "country",
  "category",
];
const hostile = `<img src=x onerror="window.hacked=1">`;

/** Hashes a text to a number between 0 and 1, the same each time. */
export function hashed(text) {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 16777619) >>> 0;
  value = Math.imul(value ^ (value >>> 15), 2246822519) >>> 0;
  return value / 2 ** 32;
}

function filtersOf(figure) {
  const { kind, x } = figure.chart;
  if (kind === "cohorts" || figure.id.startsWith("robust") || figure.chapter === "week") return [];
  if (kind === "table") return ["time"];
  const list = x[0] === "week" ? ["time", "grain"] : ["time"];
  if (
    /categor|tags/i.test(figure.title) ||
    figure.coverage.usable < figure.coverage.generations / 2
  ) {
    return list.concat("source_class", "author", "model", "category");
  }
  return list.concat("source_class", "author", "model", "provider", "app", "country", "byok");
}

/** Bends the values of a figure for a filter; parts of a whole stay parts of a whole. */
function bent(figure, query, seed) {
  const at = (name) => figure.columns.indexOf(name);
  const [value, series] = [at("value"), at("series")];
  const from = query.get("from") ?? "";
  const to = query.get("to") ?? "9999";
  const isDate = (cell) => /^\d{4}-\d{2}-\d{2}$/.test(String(cell));
  const inTime = (row) => !isDate(row[0]) || (row[0] >= from && row[0] <= to);
  const rows = figure.rows.filter(inTime).map((row) => row.slice());
  if (seed === "" || value < 0) return rows;
  const sums = new Map();
  for (const row of rows) {
    if (row[value] === null) continue;
    row[value] *= 0.3 + hashed(seed + row[series]);
    sums.set(row[0], (sums.get(row[0]) ?? 0) + row[value]);
  }
  if (figure.chart.normalised) {
    for (const row of rows) if (row[value] !== null) row[value] /= sums.get(row[0]) || 1;
  }
  return rows;
}

/** Lists what stands on each other in the columns of a figure, the largest part first. */
function stacksOf({ columns, rows, series }) {
  const at = (name) => columns.indexOf(name);
  const entities = Object.fromEntries(series.map(({ key, entity }) => [key, entity]));
  return [...new Set(rows.map((row) => row[0]))].map((name) => ({
    name,
    entities: rows
      .filter((row) => row[0] === name && row[at("value")] > 0)
      .sort((a, b) => b[at("value")] - a[at("value")])
      .map((row) => entities[row[at("series")]]),
  }));
}

function csv(figure) {
  const field = (cell) => {
    const text = cell === null ? "" : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [figure.columns, ...figure.rows].map((row) => row.map(field).join(",") + "\n").join("");
}

export class Study {
  static async read(folder) {
    const study = new Study();
    study.manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    study.figures = new Map();
    for (const part of ["figures", "tables"]) {
      for (const name of (await readdir(join(folder, part))).sort()) {
        if (!name.endsWith(".json")) continue;
        const figure = JSON.parse(await readFile(join(folder, part, name), "utf8"));
        study.figures.set(figure.id, { ...figure, filters: filtersOf(figure) });
      }
    }
    study.spoil();
    study.asOf = `${study.manifest.window.to}T23:59:58Z`;
    return study;
  }

  /** Gives some figures the states that a good report does not have. */
  spoil() {
    const set = (id, fields) => Object.assign(this.figures.get(id) ?? {}, fields);
    const missing = [{ column: "country", remedy: "import a source that names billing countries" }];
    set("fig24", { status: "missing_columns", missing, rows: [], takeaway: "" });
    set("ops_cache_savings", { status: "no_data", rows: [], takeaway: "" });
  }

  index() {
    const figures = [...this.figures.values()];
    const keys = [...new Set(figures.map(({ chapter }) => chapter))];
    const title = (key) => (key.charAt(0).toUpperCase() + key.slice(1)).replaceAll("_", " ");
    return {
      as_of: this.asOf,
      version: this.manifest.orrery,
      window: this.manifest.window,
      chapters: keys.map((key) => ({ key, title: title(key) })),
      figures: figures.map(({ id, title, chapter, chart, filters }) => ({
        id,
        title,
        chapter,
        kind: chart.kind,
        filters,
      })),
      stacks: figures.filter(({ chart }) => chart.kind === "columns").flatMap(stacksOf),
      entities: figures.flatMap(({ series }) => series.map(({ entity }) => entity)),
    };
  }

  values() {
    const models = this.figures
      .get("fig27")
      .rows.map((row) => [row[0], row[3] ?? 0])
      .sort((a, b) => b[1] - a[1]);
    const authors = this.figures.get("table1").rows.map((row) => [row[1], row[0], row[2]]);
    const categories = this.figures.get("fig06").series.map(({ key, label }) => [key, label, 9e6]);
    const providers = this.figures
      .get("ops_providers")
      .rows.map((row) => [row[0], row[0], row[1] * 900]);
    const apps = ["Cline", "Kilo Code", hostile, "SillyTavern", "Roo Code", "janitor", "OpenHands"];
    const weigh = (names, scale) => names.map((name, i) => [name, name, scale / (i + 1)]);
    return {
      models: [[hostile, hostile, 4e8]].concat(models.map(([key, value]) => [key, key, value])),
      authors,
      categories,
      providers,
      apps: weigh(apps, 2e8),
      accounts: weigh(["acme", "globex", "initech", "umbrella"], 3e8),
    };
  }

  facets({ role }) {
    const list = (rows) =>
      rows.slice(0, 500).map(([value, label, tokens]) => ({ value, label, tokens }));
    const values = this.values();
    const classes = this.figures.get("fig01").series.map(({ key, label }) => [key, label, 1e8]);
    const { window, generations, tokens } = this.manifest;
    return {
      ...window,
      generations,
      tokens,
      as_of: this.asOf,
      grains: ["day", "week", "month"],
      source_classes: list(classes),
      authors: list(values.authors),
      models: list(values.models),
      providers: list(values.providers),
      apps: list(values.apps),
      countries: list([
        ["US", "United States", 4e8],
        ["DE", "Germany", 9e7],
        ["SG", "Singapore", 8e7],
      ]),
      categories: list(values.categories),
      accounts: role === "admin" ? list(values.accounts) : [],
    };
  }

  figure(name, query) {
    const wantsCsv = name.endsWith(".csv");
    const figure = this.figures.get(name.replace(/\.csv$/, ""));
    if (!figure) return undefined;
    const given = many.concat("byok").filter((each) => query.has(each));
    const refused = given.filter((each) => !figure.filters.includes(each));
    const scope = [...query.keys()].length > 0 ? "filtered" : "store";
    const { filters, ...file } = figure;
    const answer = {
      ...file,
      as_of: this.asOf,
      version: this.manifest.orrery,
      window: this.manifest.window,
      grain: query.get("grain") ?? "week",
      filters: Object.fromEntries(query),
      coverage: { ...figure.coverage, scope },
      rows: bent(figure, query, given.map((each) => query.getAll(each).join()).join(";")),
    };
    if (refused.length > 0) {
      const captions = [`It is not split by ${refused.join()}.`];
      Object.assign(answer, { status: "not_applicable", missing: [], captions, rows: [] });
    }
    return wantsCsv ? csv(answer) : answer;
  }

  rankings(query) {
    const kind = query.get("kind") ?? "models";
    const period = query.get("period") ?? "week";
    const limit = Number(query.get("limit") ?? 20);
    const end = query.get("end") ?? this.manifest.window.to;
    const days = { day: 1, week: 7, month: 30 }[period];
    const all = this.values()[kind];
    if (!all) return undefined;
    const prefix =
      { categories: "category", models: "model", authors: "author" }[kind] ?? kind.slice(0, -1);
    const weighed = all
      .map(([key, label, tokens]) => ({
        key,
        label,
        now: tokens * days * (0.5 + hashed(key + end)),
      }))
      .sort((a, b) => b.now - a.now);
    const sum = weighed.reduce((total, { now }) => total + now, 0);
    const before = ({ key, now }) =>
      hashed(key) < 0.08 ? null : now * (0.6 + 0.9 * hashed(end + key));
    const rows = weighed.map((item, i) => {
      const previous = before(item);
      return {
        place: i + 1,
        key: item.key,
        label: item.label,
        entity: `${prefix}:${item.key}`,
        tokens: Math.round(item.now),
        share: item.now / sum,
        generations: Math.round(item.now / 5200),
        previous_tokens: previous && Math.round(previous),
        change: previous && item.now / previous - 1,
        previous_place: previous && Math.max(1, i + 1 + Math.round(4 * hashed(item.key + end) - 2)),
      };
    });
    const left = rows.slice(limit);
    const leftTokens = left.reduce((total, { tokens }) => total + tokens, 0);
    const from = new Date(Date.parse(end) - (days - 1) * 864e5).toISOString().slice(0, 10);
    return {
      kind,
      period,
      end,
      rows: rows.slice(0, limit),
      other: {
        tokens: leftTokens,
        share: leftTokens / sum,
        generations: Math.round(leftTokens / 5200),
        count: left.length,
      },
      total: { tokens: Math.round(sum), generations: Math.round(sum / 5200) },
      trending: rows
        .filter(({ change }) => change > 0)
        .map(({ key, label, entity, tokens, change }) => {
          const mean_before = tokens / (1 + change);
          return { key, label, entity, tokens, mean_before, gain: tokens - mean_before };
        })
        .sort((a, b) => b.gain - a.gain)
        .slice(0, 10),
      window: { from, to: end },
      unit: "tokens",
      as_of: this.asOf,
      note: kind === "categories" ? "Categories are estimated from a sample of prompts." : "",
    };
  }
}
