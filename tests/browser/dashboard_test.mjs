// The dashboard in a real browser: what it shows is what the API says. Which dashboard, says
// tests/browser/support/dashboard_server.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chat, percent, texts, under, until, view } from "./support/dashboard.mjs";
import { ask, openPage, signIn } from "./support/page.mjs";

const hostile = `<img src=x onerror="window.hacked=1">`;

test("a wrong token is refused in words, a right one opens and leaves no trace", async () => {
  const { page, finish } = await openPage(under.browser, under.server.address);
  await page.goto(under.server.address + "/");
  await page.fill("#token", "no-such-token");
  await page.click("button[type=submit]");
  await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent !== "");
  assert.match(await page.textContent("[role=alert]"), /token/i);
  await page.fill("#token", under.server.token);
  await page.click("button[type=submit]");
  await page.waitForSelector(".tiles");
  const kept = await page.evaluate(() => [
    location.href,
    document.cookie,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
  ]);
  for (const place of kept) assert.ok(!place.includes(under.server.token), place);
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
    const [, number, noun] = /^([\d,]+) (generations?) since/.exec(await today());
    assert.equal(noun, number === "1" ? "generation" : "generations");
    await page.waitForSelector(`.generations td:has-text("${title}")`);
    assert.ok((await page.locator(".live-chart svg path").count()) > 0, "nothing is charted");
  });
});

/** Waits until the API lists a generation of an application. */
function listed(page, app) {
  const query = new URLSearchParams([
    ["limit", "1"],
    ["app", app],
  ]);
  return until(`a generation of ${app} is listed`, async () => {
    const { rows } = await ask(page, `generations?${query}`);
    return rows.length > 0;
  });
}

test("a name that is markup is shown as text", async () => {
  await view("/", async (page) => {
    await chat(hostile);
    await until("the name is in the list", async () =>
      (await texts(page, ".generations td")).includes(hostile),
    );
    await listed(page, hostile);
    const query = new URLSearchParams([["app", hostile]]);
    await page.goto(`${under.server.address}/generations?${query}`);
    await page.waitForSelector(".generations tbody tr");
    assert.ok((await texts(page, ".generations td")).includes(hostile));
    assert.equal(await page.inputValue('input[name="app"]'), hostile);
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

test("the list of generations filters, turns pages and opens one", async () => {
  await chat("explorer");
  await view("/generations", async (page) => {
    await page.waitForSelector(".generations tbody tr");
    const ids = () =>
      page
        .locator("[data-generation]")
        .evaluateAll((rows) => rows.map((row) => row.dataset.generation));
    await listed(page, "explorer");
    const { rows, next } = await ask(page, "generations?limit=50");
    assert.ok(rows.length > 0);
    await page.fill('input[name="app"]', "explorer");
    await page.click("button[type=submit]");
    await until("only its generations are left", async () => {
      const apps = await texts(page, ".generations td:nth-child(4)");
      return apps.length > 0 && apps.every((app) => app === "explorer");
    });
    assert.match(page.url(), /app=explorer/);
    await page.goBack();
    await until("all are back", async () => (await ids()).length === rows.length);
    if (next !== null) {
      const first = await ids();
      await page.click("a:has-text('Older')");
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
      // Before the dashboard's own script, or the page would flash in the system's theme.
      await page.route("**/dashboard.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      await page.reload();
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
        await page.goto(under.server.address + path);
        await page.waitForSelector("main h1");
        await page.waitForLoadState("networkidle").catch(() => undefined);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 360, `${path} is ${width} pixels wide`);
      }
      await page.goto(under.server.address + "/study");
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
  if (!under.server.accountToken) return t.skip("no token of an account is known");
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
    { token: under.server.accountToken },
  );
});

test("no store and no answer are said, and the page comes back by itself", async (t) => {
  if (!under.server.isMock) return t.skip("only the mock lends its store at will");
  const { page, finish } = await openPage(under.browser, under.server.address, {}, [401, 503]);
  await signIn(page, under.server.address + "/", under.server.token);
  await page.waitForSelector(".generations tbody tr");
  const lend = (on) => fetch(`${under.server.address}/mock/lend?on=${on}`);
  await lend(1);
  await page.waitForSelector('#banner:has-text("lent to orrery study")');
  await page.click('#nav a[href="/rankings"]');
  await page.waitForSelector("text=The store is busy");
  await lend(0);
  await page.waitForSelector(".ranking tbody tr");
  assert.equal(await page.locator("#banner:visible").count(), 0);
  await finish();
});
