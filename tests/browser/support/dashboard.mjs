// What the tests of the dashboard share: a server, a browser, and ways to look at a view.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { dashboard } from "./dashboard_server.mjs";
import { launch, openPage, signIn } from "./page.mjs";

/** The dashboard under test and the browser, from the first test of a file to its last. */
export const under = { server: null, browser: null };
before(async () => {
  under.server = await dashboard();
  under.browser = await launch();
});
after(async () => {
  await under.browser?.close();
  await under.server?.stop();
});

/** Opens a view as the administrator, and closes it after the test's body. */
export async function view(path, body, options = {}) {
  const { server, browser } = under;
  const { context, page, finish } = await openPage(browser, server.address, options);
  await signIn(page, server.address + path, options.token ?? server.token);
  await body(page, context);
  await finish();
}

/** Sends a chat through the gateway, with the name of an application. */
export async function chat(title) {
  const response = await fetch(`${under.server.address}/api/v1/chat/completions`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${under.server.key}`,
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

export const texts = (page, selector) => page.locator(selector).allTextContents();

/** Writes a share as the page does. */
export const percent = (share) => {
  if (share > 0 && share < 0.00005) return "<0.01\u00a0%";
  return `${(share * 100).toFixed(share !== 0 && share < 0.001 ? 2 : 1)}\u00a0%`;
};

/** Waits until a condition holds; fails with what was claimed. */
export async function until(claim, condition, withinMs = 30_000) {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, claim);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
