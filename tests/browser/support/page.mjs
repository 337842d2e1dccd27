// Opens the dashboard in a browser and notes what no test should see: complaints in the console
// and requests to anybody else.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser; CHROMIUM names another than Debian's. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: quiet });
}

/**
 * Opens a page that nobody has signed in to. `finish` closes it and fails where something was
 * complained about or asked elsewhere. A refused answer is no complaint where a test wants it:
 * `tolerated` lists such statuses; 401 is how the page learns that there is no session.
 */
export async function openPage(browser, address, options = {}, tolerated = [401]) {
  const viewport = { width: 1280, height: 900 };
  const context = await browser.newContext({ viewport, locale: "en-GB", ...options });
  const page = await context.newPage();
  const complaints = [];
  const outside = [];
  page.on("console", (message) => {
    const text = message.text();
    const isTolerated = tolerated.some((status) => text.includes(`a status of ${status} `));
    if (["error", "warning"].includes(message.type()) && !isTolerated) complaints.push(text);
  });
  page.on("pageerror", (error) => complaints.push(String(error.stack)));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(address + "/")) outside.push(url);
  });
  const finish = async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(outside, []);
    await context.close();
  };
  return { context, page, finish };
}

/** Signs in on a page, at an address of the dashboard. */
export async function signIn(page, url, token) {
  await page.goto(url);
  await page.fill("#token", token);
  await page.keyboard.press("Enter");
  await page.waitForSelector("html[data-role]");
}

/** Asks the API as the page does, with its session. */
export function ask(page, path) {
  return page.evaluate(async (address) => {
    const response = await fetch(address);
    return (response.headers.get("content-type") ?? "").includes("json")
      ? response.json()
      : response.text();
  }, "/api/" + path);
}
