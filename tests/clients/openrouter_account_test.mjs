// @openrouter/sdk on the pages of accounts: keys, provider keys, what was used.
//   node --test tests/clients/openrouter_account_test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenRouter } from "@openrouter/sdk";
import * as errors from "@openrouter/sdk/models/errors";
import { all, eventually, serve } from "./support.mjs";

// The echo, but one that takes own keys, and a warehouse that follows at once.
const orrery = await serve(`
[warehouse]
every_s = 1

[[providers]]
slug = "echo"
name = "Echo"
dialect = "echo"
byok = true

[[models]]
slug = "orrery/echo-paid"
name = "Orrery Echo Paid"
context_length = 131072
endpoints = [{ provider = "echo", price = { prompt = "1", completion = "2" } }]
`);
const client = connect(orrery.key);
const management = connect(orrery.managementKey);

function connect(apiKey) {
  return new OpenRouter({ apiKey, serverURL: orrery.base, retryConfig: { strategy: "none" } });
}

const says = (content) => ({
  chatRequest: { model: "orrery/echo-paid", messages: [{ role: "user", content }] },
});

/** Chats, and waits until the generation is settled. */
async function chat(by) {
  const { id } = await by.chat.send(says("one two three"));
  return eventually(async () => {
    try {
      return (await by.generations.getGeneration({ id })).data;
    } catch (error) {
      if (!(error instanceof errors.NotFoundResponseError)) throw error;
      return undefined;
    }
  });
}

test("a key tells its own limit and use", async () => {
  await chat(client);
  const { data } = await client.apiKeys.getCurrentKeyMetadata();
  assert.equal(data.limit, null);
  assert.equal(data.isManagementKey, false);
  assert.ok(data.usage >= 0.000017);
  const own = await management.apiKeys.getCurrentKeyMetadata();
  assert.equal(own.data.isManagementKey, true);
});

test("credits are the account's, and for management", async () => {
  await chat(client);
  const { data } = await management.credits.getCredits();
  assert.ok(data.totalUsage >= 0.000017);
  await assert.rejects(client.credits.getCredits(), errors.ForbiddenResponseError);
});

test("keys are made, listed, changed, used and ended", async () => {
  const made = await management.apiKeys.create({
    requestBody: { name: "first", limit: 5, limitReset: "monthly" },
  });
  const { hash } = made.data;
  assert.equal(made.data.name, "first");
  assert.equal(made.data.limit, 5);
  assert.equal(made.data.limitRemaining, 5);
  assert.equal(made.data.limitReset, "monthly");

  const holder = connect(made.key);
  await chat(holder);
  const used = await management.apiKeys.get({ hash });
  assert.equal(used.data.usage, 0.000017);
  assert.equal(used.data.usageDaily, 0.000017);

  const listed = await management.apiKeys.list();
  assert.ok(listed.data.some((key) => key.hash === hash));
  const changed = await management.apiKeys.update({
    hash,
    requestBody: { name: "second", disabled: true, limit: null, limitReset: null },
  });
  assert.equal(changed.data.name, "second");
  assert.equal(changed.data.disabled, true);
  assert.equal(changed.data.limit, null);
  await assert.rejects(holder.chat.send(says("one")), errors.UnauthorizedResponseError);

  const deleted = await management.apiKeys.delete({ hash });
  assert.equal(deleted.deleted, true);
  await assert.rejects(management.apiKeys.get({ hash }), errors.NotFoundResponseError);
});

test("a key's limit stops its use", async () => {
  const made = await management.apiKeys.create({ requestBody: { name: "poor", limit: 0.000001 } });
  const refused = connect(made.key).chat.send(says("one two three"));
  await assert.rejects(refused, errors.ForbiddenResponseError);
});

test("an account without credits is asked to pay", async () => {
  const refused = connect(orrery.poorKey).chat.send(says("one two three"));
  await assert.rejects(refused, errors.PaymentRequiredResponseError);
});

test("provider keys are made, listed, used, changed and ended", async () => {
  const secret = "own-secret-of-the-tester";
  const made = await management.byok.create({
    createBYOKKeyRequest: { provider: "echo", key: secret, name: "own" },
  });
  const { id } = made.data;
  assert.equal(made.data.provider, "echo");
  assert.equal(made.data.disabled, false);
  assert.ok(!JSON.stringify(made).includes(secret));

  const generation = await chat(client);
  assert.equal(generation.isByok, true);
  assert.equal(generation.totalCost, 0);
  assert.equal(generation.upstreamInferenceCost, 0.000017);

  const listed = (await all(await management.byok.list())).flatMap((page) => page.result.data);
  assert.deepEqual(
    listed.map((key) => key.id),
    [id],
  );
  const changed = await management.byok.update({
    id,
    updateBYOKKeyRequest: { name: "other", disabled: true },
  });
  assert.equal(changed.data.name, "other");
  assert.equal(changed.data.disabled, true);
  assert.equal((await management.byok.get({ id })).data.name, "other");
  assert.equal((await chat(client)).isByok, false);
  assert.equal((await management.byok.delete({ id })).deleted, true);
  await assert.rejects(management.byok.get({ id }), errors.NotFoundResponseError);
});

test("the activity of a young account has no completed day", async () => {
  const { data } = await management.analytics.getUserActivity();
  assert.deepEqual(data, []);
});

test("analytics tell their words, and answer in them", async () => {
  const meta = await management.analytics.getAnalyticsMeta();
  const metrics = meta.data.metrics.map((metric) => metric.name);
  const dimensions = meta.data.dimensions.map((dimension) => dimension.name);
  assert.ok(metrics.length > 0 && dimensions.length > 0);
  for (const operator of meta.data.operators) assert.equal(typeof operator.name, "string");
  await chat(client);
  const answered = await eventually(async () => {
    const { data } = await management.analytics.queryAnalytics({
      requestBody: {
        metrics: metrics.slice(0, 10),
        dimensions: ["model"],
        filters: [{ field: "model", operator: "eq", value: "orrery/echo-paid" }],
        granularity: "day",
      },
    });
    return data.data.length > 0 ? data : undefined;
  });
  assert.equal(answered.metadata.rowCount, 1);
  assert.equal(answered.metadata.truncated, false);
  const wrong = management.analytics.queryAnalytics({ requestBody: { metrics: ["nothing"] } });
  await assert.rejects(wrong, errors.BadRequestResponseError);
});

test("rankings are answered before there is a completed day", async () => {
  const daily = await client.datasets.getRankingsDaily();
  assert.deepEqual(daily.data, []);
  const [apps] = await all(await client.datasets.getAppRankings());
  assert.deepEqual(apps.result.data, []);
});
