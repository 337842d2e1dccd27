// Opens a report in a real browser: ORRERY_REPORT_DIR=report node --test tests/browser
// CHROMIUM names another browser than Debian's.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch } from "./support/page.mjs";

const folder = process.env.ORRERY_REPORT_DIR;
if (!folder) throw new Error("set ORRERY_REPORT_DIR to a report's folder");
const address = pathToFileURL(join(resolve(folder), "index.html")).href;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens the report, waits for the last chart and notes complaints and outside requests. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  await page.goto(address);
  if (options.javaScriptEnabled !== false) {
    await page.waitForSelector('html[data-drawn="all"]', { timeout: 60_000 });
  }
  return { context, page, complaints, requests };
}

const drawn = ".figure:has(.chart)";

/** Returns the first figure with at least two series in its legend. */
function withLegend(page) {
  return page.locator(".figure", { has: page.locator(".legend button:nth-child(2)") }).first();
}

test("the page complains about nothing and asks for nothing but itself", async () => {
  const { context, complaints, requests } = await open();
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests, [address]);
  await context.close();
});

test("every drawn figure has a chart with marks in it", async () => {
  const { context, page } = await open();
  const figures = await page.locator(drawn).evaluateAll((articles) =>
    articles.map((article) => ({
      id: article.id,
      marks: article.querySelectorAll(".chart svg path").length,
    })),
  );
  assert.ok(figures.length > 0, "the report draws no figure at all");
  for (const { id, marks } of figures) assert.ok(marks > 5, `${id} has ${marks} marks`);
  await context.close();
});

test("the legend works from the keyboard and changes the chart", async () => {
  const { context, page } = await open();
  const figure = withLegend(page);
  const button = figure.locator(".legend button").first();
  const chart = figure.locator(".chart svg");
  const whole = await chart.innerHTML();
  await button.focus();
  await page.keyboard.press("Enter");
  assert.equal(await button.getAttribute("aria-pressed"), "false");
  assert.notEqual(await chart.innerHTML(), whole);
  await page.keyboard.press("Space");
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  await context.close();
});

test("the CSV that the page saves has the numbers of the CSV beside it", async () => {
  const { context, page } = await open();
  const figure = page.locator(drawn).first();
  const id = await figure.getAttribute("id");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.locator('[data-download="csv"]').click(),
  ]);
  assert.equal(download.suggestedFilename(), `${id}.csv`);
  const values = (text) => text.trim().split("\n").map((line) => line.split(",").map(exact));
  const exact = (field) => (field !== "" && Number.isFinite(Number(field)) ? Number(field) : field);
  const saved = await readFile(await download.path(), "utf8");
  const beside = await readFile(join(folder, "figures", `${id}.csv`), "utf8");
  assert.deepEqual(values(saved), values(beside));
  await context.close();
});

for (const format of ["svg", "png", "json"]) {
  test(`a figure can be saved as ${format}`, async () => {
    const { context, page, complaints } = await open();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(drawn).first().locator(`[data-download="${format}"]`).click(),
    ]);
    const bytes = await readFile(await download.path());
    const starts = { svg: "<svg", png: "\x89PNG", json: "{" };
    assert.ok(bytes.toString("latin1").startsWith(starts[format]));
    assert.ok(bytes.length > 500);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("the dark theme changes page and charts, and is kept", async () => {
  const { context, page } = await open({ colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  const chart = page.locator(drawn).first().locator(".chart svg");
  const before = await chart.innerHTML();
  await page.click("#theme");
  assert.notEqual(await background(), light);
  assert.notEqual(await chart.innerHTML(), before);
  assert.equal(await page.getAttribute("#theme", "aria-pressed"), "true");
  await context.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.themeAtBody = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  assert.notEqual(await background(), light);
  assert.equal(await page.evaluate(() => window.themeAtBody), "dark", "set before anything is painted");
  await context.close();
});

test("the search leaves the figures that match and brings all back", async () => {
  const { context, page } = await open();
  const all = await page.locator(".figure").count();
  const id = await page.locator(".figure").last().getAttribute("id");
  await page.fill("#search", id);
  const left = await page.locator(".figure:visible").count();
  assert.ok(left >= 1 && left < all, `${left} of ${all} are left`);
  assert.match(await page.textContent("#search-status"), /match/);
  await page.fill("#search", "");
  assert.equal(await page.locator(".figure:visible").count(), all);
  await context.close();
});

test("pointing at a chart reads the values under the pointer", async () => {
  const { context, page, complaints } = await open();
  const chart = withLegend(page).locator(".chart");
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector(".reading tr", { state: "attached" });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the report prints", async () => {
  const { context, page } = await open({ colorScheme: "dark" });
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 20_000);
  await context.close();
});

test("on paper a chart is as large as the room that it is given", async () => {
  const { context, page } = await open();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const charts = await page.locator(".chart:visible").evaluateAll((elements) =>
    elements.map((element) => ({
      id: element.closest("article").id,
      room: [element.clientWidth, element.clientHeight],
      drawing: ["width", "height"].map((side) => Number(element.querySelector("svg").getAttribute(side))),
    })),
  );
  assert.ok(charts.length > 0);
  // Between the margins of A4 and of Letter.
  for (const { id, room, drawing } of charts) {
    assert.deepEqual(drawing, room, id);
    assert.ok(room[0] <= 688, id);
  }
  await page.emulateMedia({ media: "print" });
  const after = await page.locator(".chart").first().evaluate((chart) => chart.clientHeight);
  assert.equal(after, charts[0].room[1]);
  const exact = await page.locator(".legend i").first().evaluate((swatch) => getComputedStyle(swatch).printColorAdjust);
  assert.equal(exact, "exact");
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await context.close();
});

test("a phone scrolls down only", async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} pixels wide`);
  await context.close();
});

test("a long table shows its first rows until the keyboard opens the rest", async (t) => {
  const { context, page } = await open();
  const button = page.locator("button.unfold").first();
  if ((await button.count()) === 0) {
    t.skip("the report has no long table");
  } else {
    const rows = page.locator(".figure", { has: button }).locator(".scroll").first().locator("tbody tr");
    const all = await rows.count();
    const visible = () => rows.evaluateAll((list) => list.filter((row) => row.offsetParent).length);
    assert.equal(await visible(), 15);
    assert.equal(await button.textContent(), `Show all ${all} rows`);
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    await button.focus();
    await page.keyboard.press("Enter");
    assert.equal(await visible(), all);
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Space");
    assert.equal(await visible(), 15);
    await page.emulateMedia({ media: "print" });
    assert.equal(await visible(), all, "paper has all rows");
  }
  await context.close();
});

test("the summary is folded by chapter, and opens for the keyboard, a search and paper", async () => {
  const { context, page } = await open();
  const rows = page.locator("#summary tr[data-figure]");
  const all = await rows.count();
  const visible = () => page.locator("#summary tr[data-figure]:visible").count();
  assert.equal(all, await page.locator(".figure").count());
  assert.equal(await visible(), 0);
  const height = await page.locator("#summary").evaluate((section) => section.clientHeight);
  assert.ok(height < 1000, `the folded summary is ${height} pixels high`);
  await page.locator("#summary summary").first().focus();
  await page.keyboard.press("Enter");
  const first = await visible();
  assert.ok(first > 0 && first < all);
  await page.keyboard.press("Enter");
  await page.focus("#open-glance");
  await page.keyboard.press("Enter");
  assert.equal(await visible(), all);
  await page.keyboard.press("Enter");
  assert.equal(await visible(), 0);
  await page.fill("#search", "fig02");
  assert.ok((await visible()) >= 1);
  await page.locator('#summary tr[data-figure="fig02"] a').click();
  assert.match(page.url(), /#fig02$/);
  await page.fill("#search", "");
  assert.equal(await visible(), 0);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  assert.equal(await visible(), all);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  assert.equal(await visible(), 0);
  await context.close();
});

test("no reader meets a machine's date or a figure's id", async () => {
  const { context, page } = await open();
  const texts = await page
    .locator(".kicker, h3, .beneath > p, .verdicts, .paper, .numbers, .summary")
    .evaluateAll((elements) =>
      elements.map((element) => {
        const copy = element.cloneNode(true);
        // Where a column of the record is meant, it is set as code.
        copy.querySelectorAll("code").forEach((code) => code.remove());
        return copy.textContent;
      }),
    );
  assert.ok(texts.length > 50);
  for (const text of texts) assert.doesNotMatch(text, /\b\d{4}-\d{2}-\d{2}\b|\bfig\d\d|\w_\w+_\w/);
  await context.close();
});

test("no line of a heading breaks inside a name that a line can hold", async () => {
  for (const width of [390, 1280]) {
    const { context, page } = await open({ viewport: { width, height: 900 } });
    const names = await page.locator("h3 .whole-name").evaluateAll((spans) =>
      spans.map((span) => {
        const range = document.createRange();
        range.selectNodeContents(span);
        const tops = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top)));
        const room = span.parentElement.clientWidth;
        return { name: span.textContent, lines: tops.size, fits: span.clientWidth < room - 1 };
      }),
    );
    assert.ok(names.length > 0);
    for (const { name, lines, fits } of names) assert.ok(lines === 1 || !fits, `${name}: ${lines}`);
    await context.close();
  }
});

test("no legend on a phone is longer than its chart, and no names of a scatter meet", async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const figures = await page.locator(drawn).evaluateAll((articles) =>
    articles.map((article) => ({
      id: article.id,
      legend: article.querySelector(".legend").clientHeight,
      chart: article.querySelector(".chart").clientHeight,
    })),
  );
  for (const { id, legend, chart } of figures) assert.ok(legend <= chart, `${id}: ${legend} of ${chart}`);
  const names = await page.locator('[id="fig26"] .chart svg text').evaluateAll((texts) =>
    texts.map((text) => ({ name: text.textContent, box: text.getBoundingClientRect().toJSON() })),
  );
  for (const [i, { name, box }] of names.entries()) {
    for (const other of names.slice(i + 1)) {
      const meet =
        box.left < other.box.right && other.box.left < box.right &&
        box.top + 3 < other.box.bottom && other.box.top + 3 < box.bottom;
      assert.ok(!meet || name === other.name, `${name} meets ${other.name}`);
    }
  }
  await context.close();
});

test("without scripts the numbers are still there", async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  assert.ok((await page.locator(".figure details table").count()) > 0);
  assert.equal(await page.locator(".chart:visible").count(), 0);
  assert.equal(await page.locator("tbody[id]:not(:visible), button:visible").count(), 0);
  await context.close();
});

/** Places a colour as it is computed, rgb(1, 2, 3), in OKLab. */
function oklab(colour) {
  const linear = colour
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map((byte) => byte / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const mix = (...by) => Math.cbrt(by.reduce((sum, share, i) => sum + share * linear[i], 0));
  const long = mix(0.4122214708, 0.5363325363, 0.0514459929);
  const medium = mix(0.2119034982, 0.6806995451, 0.1073969566);
  const short = mix(0.0883024619, 0.2817188376, 0.6299787005);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
  ];
}

for (const colorScheme of ["light", "dark"]) {
  test(`no two series of a ${colorScheme} chart look alike`, async () => {
    const { context, page } = await open({ colorScheme });
    const legends = await page.locator(drawn).evaluateAll((articles) =>
      articles.map((article) => ({
        id: article.id,
        // Cohorts are a ramp, and dashed lines are told apart by where they run.
        swatches: Array.from(article.querySelectorAll(".legend i:not(.dashed)"), (swatch) => ({
          name: swatch.parentElement.textContent,
          colour: getComputedStyle(swatch).color,
        })).filter(({ name }) => !/^[A-Z][a-z]{2} \d{4}$/.test(name)),
      })),
    );
    assert.ok(legends.some(({ swatches }) => swatches.length > 5));
    for (const { id, swatches } of legends) {
      for (const [i, one] of swatches.entries()) {
        for (const other of swatches.slice(i + 1)) {
          const [a, b] = [oklab(one.colour), oklab(other.colour)];
          const apart = Math.hypot(...a.map((part, axis) => part - b[axis]));
          assert.ok(apart > 0.04, `${id}: ${one.name} and ${other.name} are ${apart} apart`);
        }
      }
    }
    await context.close();
  });
}

test("where tags have no room in their columns, a legend names each column before them", async (t) => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const rows = page.locator(".legend div");
  if ((await rows.count()) === 0) t.skip("the report has no columns");
  for (const row of await rows.all()) {
    assert.notEqual(await row.locator("span").textContent(), "");
    assert.ok((await row.locator("button").count()) > 0);
  }
  await context.close();
});

test("pointing at cohorts reads all of them at one age, with their accounts", async (t) => {
  const { context, page, complaints } = await open();
  const figure = page.locator('.figure:has(script[data-id]):has-text("month 0")').first();
  if ((await figure.count()) === 0) {
    t.skip("the report has no cohorts");
  } else {
    const chart = figure.locator(".chart");
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + 60, box.y + box.height / 2);
    const reading = figure.locator(".reading");
    await reading.locator("tr").first().waitFor({ state: "attached" });
    assert.match(await reading.textContent(), /Month 0/);
    const cohorts = await figure.locator(".legend button").count();
    assert.equal(await reading.locator("tr").count(), cohorts);
    assert.match(await reading.locator("tr").first().textContent(), /n \d/);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});
