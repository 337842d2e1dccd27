// What the dashboard, the alert rules and docs/operations.md say about metrics, against what a
// gateway answers to GET /metrics.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { eventually, serve } from "../clients/support.mjs";

const run = promisify(execFile);
const root = join(new URL(".", import.meta.url).pathname, "../..");
const rulesFile = join(root, "packaging/prometheus/orrery.rules.yml");

/** Labels that Prometheus adds, or that belong to the format. */
const labelsOfScraping = ["instance", "job", "le"];

/** A provider that refuses connections beside the echo, and every prompt sampled. */
const configuration = `
[classifier]
sample = 1

[[providers]]
slug = "echo"
dialect = "echo"

[[providers]]
slug = "dead"
dialect = "openai"
base_url = "http://127.0.0.1:9/v1"
connect_ms = 1000

[[models]]
slug = "orrery/echo"
[[models.endpoints]]
provider = "echo"
price = { prompt = "1", completion = "2" }

[[models]]
slug = "acme/dead"
[[models.endpoints]]
provider = "dead"
free = true
`;

/** The names of metrics in a text, without the suffixes of a documented histogram's series. */
function namesIn(text, table) {
  const names = new Set();
  for (const [name] of text.matchAll(/\borrery_[a-z0-9_]+\b/g)) {
    const family = name.replace(/_(bucket|sum|count)$/, "");
    names.add(table.get(family)?.type === "histogram" ? family : name);
  }
  return names;
}

/** The rows of the table of metrics: name -> { type, labels }. */
function readTable(markdown) {
  const row = /^\| `(orrery_\w+)` \| (\w+) \|([^|]*)\| [^|]+ \|$/gm;
  const labels = (cell) => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1]).sort();
  const rows = [...markdown.matchAll(row)];
  return new Map(rows.map(([, name, type, cell]) => [name, { type, labels: labels(cell) }]));
}

/** A page in the text format: types by family, and the label names of each family's samples. */
function readPage(text) {
  const types = new Map();
  const labels = new Map();
  for (const line of text.split("\n")) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) types.set(type[1], type[2]);
    const sample = /^(orrery_\w+?)(?:\{(.*)\})? \S+$/.exec(line);
    if (!sample) continue;
    const [, series, pairs] = sample;
    const family = types.has(series) ? series : series.replace(/_(bucket|sum|count)$/, "");
    const found = [...(pairs ?? "").matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)];
    const names = found.map((match) => match[1]).filter((name) => name !== "le");
    labels.set(family, names.sort());
  }
  return { types, labels };
}

/** Every PromQL expression of the dashboard, with where it stands. */
function expressionsOf(dashboard) {
  const panels = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return panels.flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({ where: panel.title, expression: target.expr })),
  );
}

/** Every `expr` of the rules file, which is written on one line or folded below `>-`. */
function expressionsOfRules(yaml) {
  const found = /- alert: (\w+)\n\s+expr: (?:>-\n((?:\s{10,}.*\n)+)|(.*)\n)/g;
  return [...yaml.matchAll(found)].map(([, where, folded, line]) => ({
    where,
    expression: (folded ?? line).trim().replace(/\s+/g, " "),
  }));
}

/** The label names that an expression compares or groups by. */
function labelsIn(expression) {
  const compared = [...expression.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map((match) => match[1]);
  const grouped = [...expression.matchAll(/\b(?:by|without|on)\s*\(([^)]*)\)/g)].flatMap((match) =>
    match[1].split(",").map((name) => name.trim()),
  );
  return new Set([...compared, ...grouped]);
}

let page;
let table;
let dashboard;
let rules;

before(async () => {
  const gateway = await serve(configuration);
  const ask = async (body, key = gateway.key) => {
    const response = await fetch(`${gateway.base}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "hello" }], ...body }),
    });
    await response.text();
    return response.status;
  };
  assert.equal(await ask({ model: "orrery/echo" }), 200);
  assert.equal(await ask({ model: "orrery/echo", stream: true }), 200);
  assert.equal(await ask({ model: "acme/unknown" }), 404);
  assert.equal(await ask({ model: "orrery/echo" }, "sk-or-v1-nobody"), 401);
  assert.ok((await ask({ model: "acme/dead" })) >= 500);
  const token = await readFile(join(gateway.store, "admin.token"), "utf8").catch(() => undefined);
  const headers = token ? { authorization: `Bearer ${token.trim()}` } : {};
  // Requests are counted once their last byte is out.
  const late = ["orrery_attempts_total", "orrery_ttft_seconds", "orrery_cost_nano_usd_total"];
  page = await eventually(async () => {
    const response = await fetch(`${gateway.address}/metrics`, { headers });
    assert.equal(response.status, 200);
    const read = readPage(await response.text());
    return late.every((name) => read.labels.has(name)) ? read : undefined;
  });
  table = readTable(await readFile(join(root, "docs/operations.md"), "utf8"));
  dashboard = JSON.parse(await readFile(join(root, "packaging/grafana/orrery.json"), "utf8"));
  rules = await readFile(rulesFile, "utf8");
});

test("every metric of the page is documented with its type", () => {
  assert.ok(page.types.size > 40, `only ${page.types.size} metrics`);
  for (const [name, type] of page.types) {
    assert.ok(table.has(name), `docs/operations.md does not know ${name}`);
    assert.equal(table.get(name).type, type, name);
  }
});

test("every documented metric is on the page", () => {
  for (const name of table.keys()) assert.ok(page.types.has(name), `/metrics has no ${name}`);
});

test("samples carry the labels that are documented", () => {
  for (const [name, labels] of page.labels) assert.deepEqual(labels, table.get(name).labels, name);
});

test("the dashboard shows every documented metric and no other", () => {
  const text = expressionsOf(dashboard).map(({ expression }) => expression).join("\n");
  assert.deepEqual([...namesIn(text, table)].sort(), [...table.keys()].sort());
});

test("the dashboard's variables ask for metrics and labels that are there", () => {
  const asked = dashboard.templating.list.filter((variable) => variable.type === "query");
  assert.ok(asked.length > 0);
  for (const { definition } of asked) {
    const [, name, label] = /^label_values\((\w+), (\w+)\)$/.exec(definition);
    assert.ok(table.has(name), name);
    assert.ok([...table.get(name).labels, ...labelsOfScraping].includes(label), definition);
  }
});

test("the rules speak of documented metrics only", () => {
  const expressions = expressionsOfRules(rules);
  assert.equal(expressions.length, rules.match(/- alert:/g).length);
  for (const name of namesIn(rules, table)) assert.ok(table.has(name), name);
});

test("expressions use labels that their metrics have", () => {
  for (const { where, expression } of [...expressionsOf(dashboard), ...expressionsOfRules(rules)]) {
    const known = new Set(labelsOfScraping);
    for (const name of namesIn(expression, table)) {
      for (const label of table.get(name)?.labels ?? []) known.add(label);
    }
    for (const label of labelsIn(expression)) {
      assert.ok(known.has(label), `${where}: ${label} in ${expression}`);
    }
  }
});

test("every panel has a unit, a description and a place of its own", () => {
  const taken = new Map();
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    for (let row = y; row < y + h; ++row) {
      for (let column = x; column < x + w; ++column) {
        const place = `${column},${row}`;
        assert.ok(!taken.has(place), `${panel.title} lies on ${taken.get(place)}`);
        taken.set(place, panel.title);
      }
    }
    if (panel.type === "row") continue;
    assert.ok(panel.fieldConfig.defaults.unit, panel.title);
    assert.ok(panel.description, panel.title);
    for (const target of panel.targets) assert.equal(target.datasource.uid, "${datasource}");
  }
  const ids = dashboard.panels.map((panel) => panel.id);
  assert.equal(new Set(ids).size, ids.length);
});

/** Has Prometheus' own tool read a file of rules, or skips the test where there is none. */
async function checkRules(t, file) {
  try {
    await run("promtool", ["check", "rules", file]);
  } catch (error) {
    if (error.code === "ENOENT") return t.skip("there is no promtool");
    assert.fail(error.stdout + error.stderr);
  }
}

test("Prometheus takes the rules", (t) => checkRules(t, rulesFile));

test("Prometheus takes the dashboard's expressions", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orrery-rules-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  // JSON is YAML.
  const expressions = expressionsOf(dashboard).map(({ expression }, index) => ({
    record: `panel:${index}`,
    expr: expression.replaceAll("$__rate_interval", "5m"),
  }));
  const file = join(folder, "rules.yml");
  await writeFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules: expressions }] }));
  await checkRules(t, file);
});
