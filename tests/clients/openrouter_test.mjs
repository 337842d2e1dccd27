// npm @openrouter/sdk against the gateway: its schemas check every answer on the way in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenRouter } from "@openrouter/sdk";

import {
    all,
    baseUrl,
    eventually,
    key,
    managementKey,
    models,
    needsManagementKey,
    userSays,
    weather,
} from "./served.mjs";

const open = (apiKey) =>
    new OpenRouter({ serverURL: `${baseUrl}/api/v1`, apiKey, retryConfig: { strategy: "none" } });
const client = open(key);
const manager = open(managementKey);
const chat = (request) => client.chat.send({ chatRequest: request });

test("chat: an answer has text and usage with cost", async () => {
    const answer = await chat({ model: models.echo, messages: userSays("hello there") });
    assert.equal(answer.choices[0].message.content, "You said 2 words: hello there");
    assert.equal(answer.choices[0].finishReason, "stop");
    assert.equal(answer.usage.promptTokens, 2);
    assert.equal(answer.usage.completionTokens, 6);
    assert.equal(answer.usage.cost, 0);
});

test("chat: every chunk of a stream fits the schema", async () => {
    const chunks = await all(
        await chat({ model: models.reasoning, messages: userSays("by pieces"), stream: true }),
    );
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
    assert.equal(text, "You said 2 words: by pieces");
    assert.ok(chunks.some((chunk) => chunk.choices[0]?.delta.reasoning));
    assert.equal(chunks.at(-1).usage.completionTokensDetails.reasoningTokens, 16);
});

test("chat: tools are called", async () => {
    const answer = await chat({
        model: models.echo,
        messages: userSays("how is it in Rome"),
        tools: [{ type: "function", function: { name: "weather", parameters: weather } }],
        toolChoice: "required",
    });
    const [call] = answer.choices[0].message.toolCalls;
    assert.equal(call.function.name, "weather");
    assert.equal(answer.choices[0].finishReason, "tool_calls");
});

test("chat: models are tried in the order of the list", async () => {
    const answer = await chat({
        models: [models.echo, models.paid],
        messages: userSays("either"),
        provider: { allowFallbacks: true },
    });
    assert.equal(answer.model, models.echo);
});

test("chat: errors say what was wrong", async () => {
    await assert.rejects(open("sk-no").chat.send({
        chatRequest: { model: models.echo, messages: userSays("hi") },
    }), (error) => error.statusCode === 401);
    await assert.rejects(chat({ model: models.echo, messages: userSays("[[echo: status=429]]") }),
        (error) => error.statusCode === 429);
    await assert.rejects(chat({ model: "nobody/nothing", messages: userSays("hi") }),
        (error) => [400, 404].includes(error.statusCode));
});

test("models: the list, its length and one model's endpoints", async () => {
    const pages = await all(await client.models.list());
    const listed = pages.flatMap((page) => page.data ?? page.result?.data ?? []);
    const echo = listed.find((model) => model.id === models.echo);
    assert.equal(echo.pricing.prompt, "0");
    const count = await client.models.count();
    assert.ok(count.data.count >= Object.keys(models).length);
    const [author, slug] = models.paid.split("/");
    const { data } = await client.endpoints.list({ author, slug });
    assert.equal(data.id, models.paid);
    assert.ok(data.endpoints.length > 0);
    assert.equal(Number(data.endpoints[0].pricing.prompt), 1e-6);
    const providers = await client.providers.list();
    assert.ok(providers.data.length > 0);
});

test("embeddings: vectors of the inputs", async () => {
    const answer = await client.embeddings.generate({
        requestBody: { model: models.embedding, input: ["one", "two"] },
    });
    assert.equal(answer.data.length, 2);
    assert.equal(answer.usage.promptTokens, 2);
});

test("generation: what was asked a moment ago can be looked up", async () => {
    const answer = await chat({ model: models.paid, messages: userSays("remember this") });
    const { data } = await eventually(() => client.generations.getGeneration({ id: answer.id }));
    assert.equal(data.id, answer.id);
    assert.equal(data.model, models.paid);
    assert.equal(data.tokensPrompt, answer.usage.promptTokens);
    assert.equal(data.tokensCompletion, answer.usage.completionTokens);
    assert.ok(Math.abs(data.totalCost - answer.usage.cost) < 1e-12);
});

test("key: it tells its own use and limit", async () => {
    const before = (await client.apiKeys.getCurrentKeyMetadata()).data;
    const answer = await chat({ model: models.paid, messages: userSays("this costs") });
    await eventually(async () => {
        const { data } = await client.apiKeys.getCurrentKeyMetadata();
        assert.ok(data.usage - before.usage >= answer.usage.cost * 0.999);
    });
});

test("credits: the account's balance", async () => {
    const { data } = await (needsManagementKey ? client : manager).credits.getCredits();
    assert.equal(typeof data.totalCredits, "number");
    assert.equal(typeof data.totalUsage, "number");
});

test("keys: made, found, changed, listed and deleted", { skip: needsManagementKey }, async () => {
    const made = await manager.apiKeys.create({
        requestBody: { name: "made by a test", limit: 5 },
    });
    assert.ok(made.key.length > 20);
    const { hash } = made.data;
    const guest = open(made.key);
    const answer = await guest.chat.send({
        chatRequest: { model: models.echo, messages: userSays("hi") },
    });
    assert.equal(answer.choices[0].message.content, "You said 1 word: hi");
    assert.equal((await manager.apiKeys.get({ hash })).data.name, "made by a test");
    const { data } = await manager.apiKeys.update({ hash, requestBody: { disabled: true } });
    assert.equal(data.disabled, true);
    await eventually(() => assert.rejects(guest.chat.send({
        chatRequest: { model: models.echo, messages: userSays("hi") },
    }), (error) => error.statusCode === 401 || error.statusCode === 403));
    const listed = await manager.apiKeys.list();
    assert.ok(listed.data.some((one) => one.hash === hash));
    assert.ok(!JSON.stringify(listed).includes(made.key), "a list must not hold secrets");
    await manager.apiKeys.delete({ hash });
    await assert.rejects(manager.apiKeys.get({ hash }), (error) => error.statusCode === 404);
});

test("an inference key is no management key", async () => {
    await assert.rejects(client.apiKeys.list(),
        (error) => error.statusCode === 401 || error.statusCode === 403);
});

test("activity and analytics: rows of what was asked", { skip: needsManagementKey }, async () => {
    const activity = await manager.analytics.getUserActivity();
    assert.ok(Array.isArray(activity.data));
    const meta = await manager.analytics.getAnalyticsMeta();
    assert.ok(meta.data !== undefined);
});
