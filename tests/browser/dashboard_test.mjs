// The dashboard in a real browser: what it shows is what the API says. Which dashboard, says
// tests/browser/support/dashboard_server.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { dashboard } from "./support/dashboard_server.mjs";
import { ask, launch, openPage, signIn } from "./support/page.mjs";

const hostile = `<img src=x onerror="window.hacked=1">`;
let server;
let browser;
before(async () => {
  server = await dashboard();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a view as the administrator, and closes it after the test's body. */
async function view(path, body, options = {}) {
  const { context, page, finish } = await openPage(browser, server.address, options);
  await signIn(page, server.address + path, options.token ?? server.token);
  await body(page, context);
  await finish();
}

/** Sends a chat through the gateway, with the name of an application. */
async function chat(title) {
  const response = await fetch(`${server.address}/api/v1/chat/completions`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${server.key}`,
      "Content-Type": "application/json",
      "X-Title": title,
    },
    body: JSON.stringify({
      model: "orrery/echo",
      messages: [{ role: "user", content: "one two" }],
    }),
  });
  assert.equal(response.status, 200);
}

const texts = (page, selector) => page.locator(selector).allTextContents();
const percent = (share) => `${(share * 100).toFixed(share !== 0 && share < 0.001 ? 2 : 1)}\u00a0%`;

/** Waits until a condition on the page's own data holds. */
async function until(claim, condition, withinMs = 15_000) {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, claim);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

test("a wrong token is refused in words, a right one opens and leaves no trace", async () => {
  const { page, finish } = await openPage(browser, server.address);
  await page.goto(server.address + "/");
  await page.fill("#token", "no-such-token");
  await page.click("button[type=submit]");
  await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent !== "");
  assert.match(await page.textContent("[role=alert]"), /token/i);
  await page.fill("#token", server.token);
  await page.click("button[type=submit]");
  await page.waitForSelector(".tiles");
  const kept = await page.evaluate(() => [
    location.href,
    document.cookie,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
  ]);
  for (const place of kept) assert.ok(!place.includes(server.token), place);
  await page.click("#sign-out");
  await page.waitForSelector("#token");
  await finish();
});

test("a request through the gateway moves the tiles and heads the list", async () => {
  await view("/", async (page) => {
    const today = () => page.textContent('[data-tile="spend"] .about');
    const count = async () => Number(/^[\d,]+/.exec(await today())?.[0].replaceAll(",", "") ?? -1);
    await until("the first answer comes", async () => (await count()) >= 0);
    const before = await count();
    const title = `tiles ${Date.now()}`;
    await chat(title);
    await until("the count of today rises", async () => (await count()) > before);
    await page.waitForSelector(`.generations td:has-text("${title}")`);
    assert.ok((await page.locator(".live-chart svg path").count()) > 0, "nothing is charted");
  });
});

test("a name that is markup is shown as text", async () => {
  await view("/", async (page) => {
    await chat(hostile);
    await until("the name is in the list", async () =>
      (await texts(page, ".generations td")).includes(hostile),
    );
    await page.goto(server.address + "/generations");
    await page.waitForSelector(".generations tbody tr");
    assert.ok((await texts(page, ".generations td")).includes(hostile));
    assert.equal(await page.locator("main img").count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });
});

for (const kind of ["models", "authors", "apps", "categories", "providers", "accounts"]) {
  test(`the ranking of ${kind} has the rows and shares of the API`, async () => {
    await view(`/rankings?kind=${kind}&period=month&limit=10`, async (page) => {
      const told = await ask(page, `rankings?kind=${kind}&period=month&limit=10`);
      if (told.rows.length === 0) {
        await page.waitForSelector("text=No usage in this period");
        return;
      }
      await page.waitForSelector(".ranking tbody tr");
      const named = (row) => row.label;
      assert.deepEqual(await texts(page, ".ranking tr:not(.other) td.name"), told.rows.map(named));
      assert.deepEqual(
        await texts(page, ".ranking tr:not(.other) td:nth-child(5)"),
        told.rows.map(({ share }) => percent(share)),
      );
      assert.equal(await page.locator(".ranking .other").count(), told.other.count > 0 ? 1 : 0);
      assert.deepEqual(await texts(page, ".trending .name"), told.trending.map(named));
      assert.match(
        await page.textContent(".trending"),
        /minus the mean of the three months before/,
      );
    });
  });
}

test("the kind and period of a ranking are in the address, and back returns to them", async () => {
  await view("/rankings", async (page) => {
    await page.waitForSelector(".ranking");
    await page.click('[data-value="authors"]');
    await page.click('[data-value="day"]');
    await until("the address follows", () => /kind=authors&period=day/.test(page.url()));
    await page.goBack();
    await until("back goes one step", () => /kind=authors&period=week/.test(page.url()));
    await page.waitForSelector('[data-value="week"][aria-pressed="true"]');
    await page.goForward();
    await page.waitForSelector('[data-value="day"][aria-pressed="true"]');
  });
});

test("the study lists every figure and asks for four in sight at most at once", async () => {
  const { page, finish } = await openPage(browser, server.address);
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
  await signIn(page, server.address + "/study", server.token);
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
  const dates = [...new Set(figure.rows.map((row) => row[0]))].sort();
  return rows.lines.flatMap((line, i) =>
    line.slice(1).flatMap((cell, column) => {
      const isNothing = cell === "–" || cell === percent(0);
      return isNothing ? [] : [`${dates[i]} ${labels[rows.heads[column + 1]]} ${cell}`];
    }),
  );
}

test("a filter changes the numbers of a figure to those of the API", async () => {
  await view("/study/fig01", async (page) => {
    await page.waitForSelector(".whole details table", { state: "attached" });
    const whole = await ask(page, "study/fig01");
    assert.deepEqual((await tableOf(page, whole)).sort(), sharesOf(whole).sort());
    const { models } = await ask(page, "facets");
    const query = models
      .slice(0, 3)
      .map(({ value }) => `model=${encodeURIComponent(value)}`)
      .join("&");
    await page.goto(`${server.address}/study/fig01?${query}`);
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

test("a figure has the colours that it has in the report", async (t) => {
  const folder = process.env.ORRERY_REPORT_DIR;
  if (!server.isMock || !folder) return t.skip("no report of the same store is at hand");
  await view("/study/fig03", async (page, context) => {
    const report = await context.newPage();
    await report.goto(pathToFileURL(join(resolve(folder), "index.html")).href);
    await report.waitForSelector('html[data-drawn="all"]', { timeout: 60_000 });
    for (const id of ["fig03", "fig06", "fig21a", "fig28", "ops_latency_providers"]) {
      await page.goto(`${server.address}/study/${id}`);
      await page.waitForSelector(".legend button");
      assert.deepEqual(await legendOf(page, id), await legendOf(report, id), id);
    }
  });
});

test("tables and cohorts open whole, with their rows", async () => {
  await view("/study/table1", async (page) => {
    const table = await ask(page, "study/table1");
    await page.waitForSelector(".whole td");
    assert.equal(
      await page.locator(".whole .scroll tbody tr").count(),
      Math.min(200, table.rows.length),
    );
    const { figures } = await ask(page, "study");
    const cohorts = figures.find(({ kind }) => kind === "cohorts");
    await page.goto(`${server.address}/study/${cohorts.id}`);
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

test("the list of generations filters, turns pages and opens one", async () => {
  await chat("explorer");
  await view("/generations", async (page) => {
    await page.waitForSelector(".generations tbody tr");
    const ids = () =>
      page
        .locator("[data-generation]")
        .evaluateAll((rows) => rows.map((row) => row.dataset.generation));
    const { rows, next } = await ask(page, "generations?limit=50&to=2099-01-01");
    assert.ok(rows.length > 0);
    await page.fill('input[name="app"]', "explorer");
    await page.click("button[type=submit]");
    await until("only its generations are left", async () =>
      (await texts(page, ".generations td:nth-child(4)")).every((app) => app === "explorer"),
    );
    assert.match(page.url(), /app=explorer/);
    await page.goBack();
    await until("all are back", async () => (await ids()).length === rows.length);
    if (next !== null) {
      const first = await ids();
      await page.click("text=Older");
      await until("another page", async () => !(await ids()).includes(first[0]));
      await page.goBack();
      await until("the first page", async () => (await ids()).length > 0);
    }
    await page.locator(".generations tbody a").first().click();
    await page.waitForSelector(".fields");
    const id = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
    const { record } = await ask(page, `generations/${encodeURIComponent(id)}`);
    assert.equal(await page.textContent('[data-column="generation_id"] dd'), id);
    const unknown = Object.keys(record).filter(
      (name) => record[name] === null && !/nano|batch/.test(name),
    );
    for (const name of unknown) {
      const field = page.locator(`.groups [data-column="${name}"] dd`);
      assert.equal(await field.textContent(), "unknown", name);
    }
    assert.ok(unknown.length > 0);
  });
});

test("the dark theme changes the page and its charts, and is kept", async () => {
  await view(
    "/study/fig01",
    async (page) => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.waitForSelector(".chart svg path", { state: "attached" });
      const [light, chart] = [await background(), await page.innerHTML(".chart svg")];
      await page.click("#theme");
      assert.notEqual(await background(), light);
      assert.notEqual(await page.innerHTML(".chart svg"), chart);
      await page.reload();
      await page.waitForSelector(".chart");
      assert.notEqual(await background(), light);
    },
    { colorScheme: "light" },
  );
});

test("a phone scrolls down only, and its navigation unfolds", async () => {
  await view(
    "/",
    async (page) => {
      for (const path of [
        "/",
        "/rankings",
        "/study",
        "/study/fig01",
        "/study/table1",
        "/generations",
      ]) {
        await page.goto(server.address + path);
        await page.waitForSelector("main h1");
        await page.waitForLoadState("networkidle").catch(() => undefined);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 360, `${path} is ${width} pixels wide`);
      }
      await page.goto(server.address + "/study");
      for (const name of [/^source class/, /^model/, /^app/]) {
        await page.locator(".select > button", { hasText: name }).click();
        await page.waitForSelector(".select-panel:visible");
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
        await page.keyboard.press("Escape");
      }
      assert.equal(await page.locator("#nav:visible").count(), 0);
      await page.click("#fold");
      assert.equal(await page.getAttribute("#fold", "aria-expanded"), "true");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#nav:visible").count(), 0);
      await page.click("#fold");
      await page.click('#nav a[href="/rankings"]');
      await page.waitForSelector(".controls");
      assert.equal(await page.locator("#nav:visible").count(), 0);
    },
    { viewport: { width: 360, height: 740 } },
  );
});

test("the keyboard reaches what a view offers, and / goes to its search", async () => {
  await view("/study", async (page) => {
    await page.waitForSelector("[data-search]");
    await page.keyboard.press("/");
    assert.ok(await page.evaluate(() => document.activeElement.matches("[data-search]")));
    await page.keyboard.type("fig02");
    await until(
      "the search leaves what matches",
      async () => (await page.locator(".panel:visible").count()) === 1,
    );
    const passed = new Set();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      passed.add(
        await page.evaluate(() => document.activeElement.id || document.activeElement.textContent),
      );
      const outlined = await page.evaluate(
        () =>
          document.activeElement === document.body ||
          getComputedStyle(document.activeElement).outlineStyle !== "none",
      );
      assert.ok(outlined, `no focus is seen on ${[...passed].at(-1)}`);
    }
    assert.ok(passed.has("theme") && passed.has("sign-out"), [...passed].join("; "));
  });
});

test("an account sees its own and no rates of others", async (t) => {
  if (!server.accountToken) return t.skip("no token of an account is known");
  await view(
    "/",
    async (page) => {
      await page.waitForSelector('[data-tile="spend"]');
      await until("the first answer comes", async () =>
        (await page.textContent(".as-of")).endsWith("UTC"),
      );
      assert.equal(await page.locator('[data-tile="requests"]:visible').count(), 0);
      assert.equal(await page.locator("#providers:visible").count(), 0);
      assert.equal(await page.locator("#nav a:visible").count(), 4);
    },
    { token: server.accountToken },
  );
});

test("no store and no answer are said, and the page comes back by itself", async (t) => {
  if (!server.isMock) return t.skip("only the mock lends its store at will");
  const { page, finish } = await openPage(browser, server.address, {}, [401, 503]);
  await signIn(page, server.address + "/", server.token);
  await page.waitForSelector(".generations tbody tr");
  const lend = (on) => fetch(`${server.address}/mock/lend?on=${on}`);
  await lend(1);
  await page.waitForSelector('#banner:has-text("lent to orrery study")');
  await page.click('#nav a[href="/rankings"]');
  await page.waitForSelector("text=The store is busy");
  await lend(0);
  await page.waitForSelector(".ranking tbody tr");
  assert.equal(await page.locator("#banner:visible").count(), 0);
  await finish();
});

test("figures without columns or data say why they are not drawn", async (t) => {
  if (!server.isMock) return t.skip("a demo's report has all columns");
  await view("/study/fig24", async (page) => {
    await page.waitForSelector("text=this store lacks a column");
    assert.match(await page.textContent(".calm"), /country.*billing countries/);
    await page.goto(server.address + "/study/ops_cache_savings");
    await page.waitForSelector("text=no generation of this selection");
  });
});
