// The study in the dashboard: figures, filters and exports are those of the API. Which dashboard,
// says tests/browser/support/dashboard_server.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { percent, texts, under, until, view } from "./support/dashboard.mjs";
import { ask, openPage, signIn } from "./support/page.mjs";

test("the study lists every figure and asks for four in sight at most at once", async () => {
  const { page, finish } = await openPage(under.browser, under.server.address);
  let [running, most] = [0, 0];
  const asked = new Set();
  const isFigure = (request) => /\/api\/study\/[^/]+$/.test(new URL(request.url()).pathname);
  page.on("request", (request) => {
    if (!isFigure(request)) return;
    asked.add(request.url());
    most = Math.max(most, ++running);
  });
  for (const end of ["requestfinished", "requestfailed"]) {
    page.on(end, (request) => isFigure(request) && running--);
  }
  await signIn(page, under.server.address + "/study", under.server.token);
  await page.waitForSelector(".panel .chart svg", { state: "attached" });
  const { figures } = await ask(page, "study");
  assert.deepEqual(
    (await page.locator(".panel").evaluateAll((all) => all.map(({ id }) => id))).sort(),
    figures.map(({ id }) => id).sort(),
  );
  assert.ok(asked.size < figures.length, "all figures were asked for, seen or not");
  const last = page.locator(".panel").last();
  await last.scrollIntoViewIfNeeded();
  await until(
    "the last panel is filled",
    async () => (await last.locator(".panel-body > *").count()) > 0,
  );
  assert.ok(most >= 1 && most <= 4, `${most} figures were asked for at once`);
  await finish();
});

/** Returns a figure file's values as the wide table of the page writes shares. */
function sharesOf(figure) {
  const at = (name) => figure.columns.indexOf(name);
  return figure.rows
    .filter((row) => row[at("value")])
    .map((row) => `${row[0]} ${row[at("series")]} ${percent(row[at("value")])}`);
}

/** Reads the open wide table of a figure back, in the same words; zero and unknown are left out. */
async function tableOf(page, figure) {
  const labels = Object.fromEntries(figure.series.map(({ key, label }) => [label, key]));
  const rows = await page
    .locator(".whole details table")
    .first()
    .evaluate((table) => {
      const lines = Array.from(table.rows, (row) =>
        Array.from(row.cells, (cell) => cell.textContent),
      );
      return { heads: lines[0], lines: lines.slice(1) };
    });
  const value = figure.columns.indexOf("value");
  const known = figure.rows
    .filter((row) => row[value] !== null)
    .map((row) => row[0])
    .sort();
  const isShown = (date) => date >= known[0] && date <= known.at(-1);
  const dates = [...new Set(figure.rows.map((row) => row[0]))].filter(isShown).sort();
  return rows.lines.flatMap((line, i) =>
    line.slice(1).flatMap((cell, column) => {
      const isNothing = cell === "–" || cell === percent(0);
      return isNothing ? [] : [`${dates[i]} ${labels[rows.heads[column + 1]]} ${cell}`];
    }),
  );
}

/** Returns a query that a figure can be filtered by: the first three values of a filter it takes. */
async function someFilter(page, id) {
  const { figures } = await ask(page, "study");
  const { filters } = figures.find((figure) => figure.id === id);
  const facets = await ask(page, "facets");
  const lists = { model: "models", author: "authors", provider: "providers", country: "countries" };
  const name = Object.keys(lists).find((each) => filters.includes(each));
  assert.ok(name, `${id} takes ${filters.join()}`);
  const values = facets[lists[name]].slice(0, 3).map(({ value }) => [name, value]);
  return new URLSearchParams(values).toString();
}

test("a filter changes the numbers of a figure to those of the API", async () => {
  await view("/study/fig01", async (page) => {
    await page.waitForSelector(".whole details table", { state: "attached" });
    const whole = await ask(page, "study/fig01");
    assert.deepEqual((await tableOf(page, whole)).sort(), sharesOf(whole).sort());
    const query = await someFilter(page, "fig01");
    await page.goto(`${under.server.address}/study/fig01?${query}`);
    await page.waitForSelector(".whole details table", { state: "attached" });
    const filtered = await ask(page, `study/fig01?${query}`);
    const shown = (await tableOf(page, filtered)).sort();
    assert.deepEqual(shown, sharesOf(filtered).sort());
    assert.notDeepEqual(shown, sharesOf(whole).sort());
  });
});

test("a filter is set, seen as a chip and taken away from the keyboard alone", async () => {
  await view("/study", async (page) => {
    await page.waitForSelector(".filters");
    const button = page.locator(".select > button", { hasText: /^author/ });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".select-panel:visible li");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await until("the address has the filter", () => page.url().includes("author="));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".select-panel:visible").count(), 0);
    assert.ok(await button.evaluate((each) => each === document.activeElement));
    const chip = page.locator(".chips button").first();
    await chip.focus();
    await page.keyboard.press("Enter");
    await until("the filter is gone", () => !page.url().includes("author="));
    assert.equal(await page.locator(".chips:visible").count(), 0);
  });
});

test("a panel that cannot take a filter is grey and says which", async () => {
  await view("/study?category=programming", async (page) => {
    await page.waitForSelector(".panel");
    const { figures } = await ask(page, "study");
    const deaf = figures.filter(({ filters }) => !filters.includes("category"));
    assert.ok(deaf.length > 0 && deaf.length < figures.length);
    assert.equal(await page.locator(".panel.greyed").count(), deaf.length);
    const panel = page.locator(`[id="${deaf[0].id}"]`);
    assert.match(await panel.textContent(), /Not split by category/);
    await panel.locator("a", { hasText: "Show it without" }).click();
    await page.waitForSelector(".whole");
    assert.ok(!page.url().includes("category"));
  });
});

test("an address with filters opens the same state in another window", async () => {
  await view("/study?author=openai&grain=month&byok=out", async (page, context) => {
    await page.waitForSelector(".chips li");
    const chips = await texts(page, ".chips li");
    const other = await context.newPage();
    await other.goto(page.url());
    await other.waitForSelector(".chips li");
    assert.deepEqual(await texts(other, ".chips li"), chips);
    assert.equal(chips.length, 4, "three filters and a way to clear them");
  });
});

/** Reads the colours of a figure's legend by what they stand for. */
function legendOf(page, id) {
  return page
    .locator(`[id="${id}"] .legend button`)
    .evaluateAll((all) => all.map((each) => [each.textContent, each.firstChild.style.color]));
}

/** Returns the colours that a chart's areas are filled with. */
function fillsOf(page, id) {
  return page
    .locator(`[id="${id}"] .chart svg path[fill^="#"]`)
    .evaluateAll((all) => [...new Set(all.map((each) => each.getAttribute("fill")))].sort());
}

test("a figure has the colours that it has in the report", async (t) => {
  const folder = process.env.ORRERY_REPORT_DIR;
  if (!under.server.isMock || !folder) return t.skip("no report of the same store is at hand");
  await view("/study/fig03", async (page, context) => {
    const report = await context.newPage();
    await report.goto(pathToFileURL(join(resolve(folder), "index.html")).href);
    await report.waitForSelector('html[data-drawn="all"]', { timeout: 60_000 });
    for (const id of ["fig03", "fig06", "fig28", "ops_latency_providers"]) {
      await page.goto(`${under.server.address}/study/${id}`);
      await page.waitForSelector(".legend button");
      assert.deepEqual(await legendOf(page, id), await legendOf(report, id), id);
    }
    // Columns name their parts themselves.
    await page.goto(`${under.server.address}/study/fig21a`);
    await page.waitForSelector(".chart svg path", { state: "attached" });
    const fills = await fillsOf(page, "fig21a");
    assert.ok(fills.length > 10, `${fills.length} colours`);
    assert.deepEqual(fills, await fillsOf(report, "fig21a"));
  });
});

test("figures are called by their numbers, and statistics by words", async () => {
  await view("/study/table1", async (page) => {
    await page.waitForSelector(".whole .kicker");
    assert.match(await page.textContent(".kicker"), /^Table 1 · /);
    assert.match(await page.title(), /^Table 1: /);
    await page.goto(under.server.address + "/study/fig01");
    await page.waitForSelector(".whole .kicker");
    assert.match(await page.textContent(".kicker"), /^Figure 1 · /);
    assert.match(await page.textContent(".neighbours a:last-child"), /^Figure \d+[a-z]? ›$/);
    for (const name of await page.locator(".numbers td:first-child").allTextContents()) {
      assert.doesNotMatch(name, /_|^closed row/);
    }
  });
});

test("tables and cohorts open whole, with their rows", async () => {
  await view("/study/table1", async (page) => {
    const table = await ask(page, "study/table1");
    await page.waitForSelector(".whole td");
    assert.equal(
      await page.locator(".whole [role=region] tbody tr").count(),
      Math.min(200, table.rows.length),
    );
    const { figures } = await ask(page, "study");
    const cohorts = figures.find(({ kind }) => kind === "cohorts");
    await page.goto(`${under.server.address}/study/${cohorts.id}`);
    await page.waitForSelector(".whole");
    const figure = await ask(page, `study/${cohorts.id}`);
    const drawn = await page.locator(".whole .chart svg path").count();
    assert.ok(figure.status !== "drawn" || drawn > 5, `${drawn} marks`);
  });
});

test("pointing at a chart reads its values, and the CSV has those of the API", async () => {
  await view("/study/fig01", async (page) => {
    await page.waitForSelector(".chart svg path", { state: "attached" });
    const box = await page.locator(".chart").boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForSelector(".reading tr i", { state: "attached" });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click('[data-download="csv"]'),
    ]);
    assert.equal(download.suggestedFilename(), "fig01.csv");
    const exact = (field) =>
      field !== "" && Number.isFinite(Number(field)) ? Number(field) : field;
    const values = (text) =>
      text
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(",").map(exact));
    const saved = await readFile(await download.path(), "utf8");
    assert.deepEqual(values(saved), values(await ask(page, "study/fig01.csv")));
    const [png] = await Promise.all([
      page.waitForEvent("download"),
      page.click('[data-download="png"]'),
    ]);
    assert.ok((await readFile(await png.path())).length > 5000);
  });
});

test("figures without columns or data say why they are not drawn", async (t) => {
  if (!under.server.isMock) return t.skip("a demo's report has all columns");
  await view("/study/fig24", async (page) => {
    await page.waitForSelector("text=this store lacks a column");
    assert.match(await page.textContent(".calm"), /country.*billing countries/);
    await page.goto(under.server.address + "/study/ops_cache_savings");
    await page.waitForSelector("text=no generation of this selection");
  });
});
