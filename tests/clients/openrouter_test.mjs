// @openrouter/sdk against a gateway; its schemas check every answer.
//   node --test tests/clients/openrouter_test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenRouter } from "@openrouter/sdk";
import * as errors from "@openrouter/sdk/models/errors";
import { all, eventually, serve, weather } from "./support.mjs";

const orrery = await serve();
const client = connect(orrery.key);

function connect(apiKey) {
  return new OpenRouter({ apiKey, serverURL: orrery.base, retryConfig: { strategy: "none" } });
}

const model = "orrery/echo";
const says = (content, more = {}) => ({
  chatRequest: { model, messages: [{ role: "user", content }], ...more },
});
const tools = [
  { type: "function", function: { name: "get_weather", description: "", parameters: weather } },
];

/** Reads all pages of a list. */
async function pages(asked) {
  return (await all(await asked)).flatMap((page) => (page.result ?? page).data);
}

test("a chat is answered", async () => {
  const chat = await client.chat.send(says("one two three"));
  assert.match(chat.id, /^gen-/);
  assert.equal(chat.model, model);
  assert.equal(chat.choices[0].message.content, "You said 3 words: one two three");
  assert.equal(chat.choices[0].finishReason, "stop");
  assert.equal(chat.usage.promptTokens, 3);
  assert.equal(chat.usage.completionTokens, 7);
  assert.equal(chat.usage.cost, 0);
});

test("a chat is streamed, with usage in the last chunk", async () => {
  const chunks = await all(await client.chat.send(says("one two three", { stream: true })));
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text, "You said 3 words: one two three");
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.equal(chunks.at(-1).usage.totalTokens, 10);
});

test("a stream that asks for usage is read as well", async () => {
  const asked = says("one", { stream: true, streamOptions: { includeUsage: true } });
  const chunks = await all(await client.chat.send(asked));
  assert.equal(chunks.filter((chunk) => chunk.usage).length, 1);
});

test("a tool is called, streamed or not", async () => {
  const asked = { tools };
  const chat = await client.chat.send(says("call get_weather for Oslo", asked));
  assert.equal(chat.choices[0].finishReason, "tool_calls");
  const [call] = chat.choices[0].message.toolCalls;
  assert.equal(call.function.name, "get_weather");
  const chunks = await all(
    await client.chat.send(says("call get_weather for Oslo", { ...asked, stream: true })),
  );
  const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.delta.toolCalls ?? []);
  const given = pieces.map((piece) => piece.function?.arguments ?? "").join("");
  assert.equal(given, call.function.arguments);
  assert.equal(typeof JSON.parse(given).city, "string");
});

test("reasoning and its details are read, streamed or not", async () => {
  const asked = { model: "orrery/echo-reasoning", reasoning: { effort: "low" } };
  const chat = await client.chat.send(says("one two three", asked));
  assert.ok(chat.choices[0].message.reasoning.startsWith("The message has 3 words."));
  assert.equal(chat.usage.completionTokensDetails.reasoningTokens, 8);
  const streamed = says("one two three", { ...asked, stream: true });
  const chunks = await all(await client.chat.send(streamed));
  const thought = chunks.map((chunk) => chunk.choices[0]?.delta.reasoning ?? "").join("");
  assert.equal(thought, chat.choices[0].message.reasoning);
});

test("routing is asked for as the client spells it", async () => {
  const chat = await client.chat.send(
    says("one", {
      model: undefined,
      models: ["nobody/nothing", model],
      provider: { order: ["echo"], allowFallbacks: false, dataCollection: "deny" },
    }),
  );
  assert.equal(chat.model, model);
});

test("a broken stream surfaces in its last chunk", async () => {
  for (const directive of ["error_after=3", "cut_after=3"]) {
    const asked = says(`one two three [[echo: ${directive}]]`, { stream: true });
    const chunks = await all(await client.chat.send(asked));
    assert.equal(typeof chunks.at(-1).error.message, "string", directive);
    assert.ok(Number.isInteger(chunks.at(-1).error.code), directive);
    assert.equal(chunks.at(-1).choices[0].finishReason, "error", directive);
  }
});

test("errors are of the client's own classes", async () => {
  const stranger = connect("sk-or-nobody");
  await assert.rejects(stranger.chat.send(says("one")), errors.UnauthorizedResponseError);
  const unknown = says("one", { model: "nobody/nothing" });
  await assert.rejects(client.chat.send(unknown), errors.NotFoundResponseError);
  const empty = says("one", { messages: [] });
  await assert.rejects(client.chat.send(empty), errors.BadRequestResponseError);
  for (const [status, kind] of [
    [413, errors.PayloadTooLargeResponseError],
    [429, errors.TooManyRequestsResponseError],
    [500, errors.BadGatewayResponseError],
    [503, errors.ServiceUnavailableResponseError],
  ]) {
    const asked = says(`[[echo: status=${status}]]`);
    await assert.rejects(client.chat.send(asked), kind, `a provider's ${status}`);
  }
});

test("a response is answered, and streamed event by event", async () => {
  const whole = await client.beta.responses.send({
    responsesRequest: { model, input: "one two three" },
  });
  assert.equal(whole.status, "completed");
  assert.equal(whole.output[0].content[0].text, "You said 3 words: one two three");
  assert.equal(whole.usage.totalTokens, 10);
  const events = await all(
    await client.beta.responses.send({
      responsesRequest: { model, input: "one two three", stream: true },
    }),
  );
  assert.equal(events[0].type, "response.created");
  assert.equal(events.at(-1).type, "response.completed");
  assert.equal(events.at(-1).response.usage.totalTokens, 10);
});

test("a response calls a tool", async () => {
  const whole = await client.beta.responses.send({
    responsesRequest: {
      model,
      input: "call get_weather for Oslo",
      tools: [{ type: "function", name: "get_weather", parameters: weather }],
    },
  });
  const call = whole.output.find((item) => item.type === "function_call");
  assert.equal(typeof JSON.parse(call.arguments).city, "string");
});

test("a response's reasoning is an item of its own, streamed or not", async () => {
  const asked = {
    model: "orrery/echo-reasoning",
    input: "one two three",
    reasoning: { effort: "low" },
  };
  const whole = await client.beta.responses.send({ responsesRequest: asked });
  assert.ok(whole.output.some((item) => item.type === "reasoning"));
  const events = await all(
    await client.beta.responses.send({ responsesRequest: { ...asked, stream: true } }),
  );
  assert.equal(events.at(-1).type, "response.completed");
});

test("callModel gives the text", async () => {
  assert.equal(
    await client.callModel({ model, input: "one two three" }).getText(),
    "You said 3 words: one two three",
  );
});

test("embeddings are numbers or base64", async () => {
  const ask = (encodingFormat) =>
    client.embeddings.generate({
      requestBody: { model: "orrery/echo-embedding", input: ["one two", "three"], encodingFormat },
    });
  const floats = await ask("float");
  assert.equal(floats.data.length, 2);
  assert.equal(floats.data[1].index, 1);
  assert.equal(floats.data[0].embedding.length, 256);
  assert.equal(floats.usage.promptTokens, 3);
  const packed = await ask("base64");
  assert.equal(Buffer.from(packed.data[0].embedding, "base64").length, 4 * 256);
});

test("models are listed, counted and found", async () => {
  const models = await pages(client.models.list());
  const ids = models.map((entry) => entry.id);
  assert.deepEqual(ids.sort(), ["orrery/echo", "orrery/echo-paid", "orrery/echo-reasoning"]);
  const paid = models.find((entry) => entry.id === "orrery/echo-paid");
  assert.equal(Number(paid.pricing.prompt), 1e-6);
  assert.equal(Number(paid.pricing.completion), 2e-6);
  assert.equal((await client.models.count()).data.count, ids.length);
  const one = await client.models.get({ author: "orrery", slug: "echo" });
  assert.equal(one.data.id, "orrery/echo");
  const found = await pages(client.models.list({ q: "reasoning" }));
  assert.deepEqual(
    found.map((entry) => entry.id),
    ["orrery/echo-reasoning"],
  );
});

test("models of embeddings are listed apart", async () => {
  const models = await pages(client.embeddings.listModels());
  assert.deepEqual(
    models.map((entry) => entry.id),
    ["orrery/echo-embedding"],
  );
});

test("a model's endpoints tell price and health", async () => {
  await client.chat.send(says("one", { model: "orrery/echo-paid" }));
  const { data } = await client.endpoints.list({ author: "orrery", slug: "echo-paid" });
  assert.equal(data.id, "orrery/echo-paid");
  assert.equal(data.endpoints.length, 1);
  assert.equal(data.endpoints[0].providerName, "Echo");
  assert.equal(Number(data.endpoints[0].pricing.completion), 2e-6);
  const nobody = client.endpoints.list({ author: "nobody", slug: "nothing" });
  await assert.rejects(nobody, errors.NotFoundResponseError);
});

test("providers are listed", async () => {
  const { data } = await client.providers.list();
  assert.deepEqual(
    data.map((provider) => provider.slug),
    ["echo"],
  );
});

test("a generation is found by its id", async () => {
  const asked = says("one two three", { model: "orrery/echo-paid", stream: true, user: "ada" });
  const chunks = await all(
    await client.chat.send({ ...asked, httpReferer: "https://example.com", appTitle: "Orbit" }),
  );
  const { id } = chunks[0];
  const { data } = await eventually(async () => {
    try {
      return await client.generations.getGeneration({ id });
    } catch (error) {
      if (!(error instanceof errors.NotFoundResponseError)) throw error;
      return undefined;
    }
  });
  assert.equal(data.id, id);
  assert.equal(data.model, "orrery/echo-paid");
  assert.equal(data.providerName, "Echo");
  assert.equal(data.streamed, true);
  assert.equal(data.cancelled, false);
  assert.equal(data.finishReason, "stop");
  assert.equal(data.tokensPrompt, 3);
  assert.equal(data.tokensCompletion, 7);
  assert.equal(data.totalCost, 0.000017);
  assert.equal(data.apiType, "completions");
  const nobody = client.generations.getGeneration({ id: "gen-nobody" });
  await assert.rejects(nobody, errors.NotFoundResponseError);
});
