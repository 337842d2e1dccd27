// The ai package with @openrouter/ai-sdk-provider: node --test tests/clients/ai_sdk_test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import {
  APICallError,
  embedMany,
  generateObject,
  generateText,
  jsonSchema,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from "ai";
import { all, serve, weather } from "./support.mjs";

const orrery = await serve();
const openrouter = createOpenRouter({ baseURL: orrery.base, apiKey: orrery.key });

const echo = () => openrouter.chat("orrery/echo");
const usual = { maxRetries: 0 };

function weatherTool(asked) {
  return tool({
    description: "Tells the weather of a city.",
    inputSchema: jsonSchema(weather),
    execute: (given) => {
      asked.push(given);
      return "sun and wind";
    },
  });
}

test("text is generated, with usage and who served it", async () => {
  const result = await generateText({ ...usual, model: echo(), prompt: "one two three" });
  assert.equal(result.text, "You said 3 words: one two three");
  assert.equal(result.finishReason, "stop");
  assert.equal(result.usage.inputTokens, 3);
  assert.equal(result.usage.outputTokens, 7);
  assert.equal(result.usage.totalTokens, 10);
  assert.equal(result.providerMetadata.openrouter.provider, "Echo");
  assert.equal(result.providerMetadata.openrouter.usage.cost, 0);
});

test("a system prompt and bounds are passed on", async () => {
  const result = await generateText({
    ...usual,
    model: echo(),
    system: "be brief",
    prompt: "one two three",
    maxOutputTokens: 4,
    temperature: 0,
  });
  assert.equal(result.finishReason, "length");
  assert.equal(result.usage.inputTokens, 5);
  assert.equal(result.usage.outputTokens, 4);
});

test("text is streamed, with usage at its end", async () => {
  const result = streamText({ ...usual, model: echo(), prompt: "one two three" });
  const pieces = await all(result.textStream);
  assert.equal(pieces.join(""), "You said 3 words: one two three");
  assert.ok(pieces.length > 1);
  assert.equal((await result.usage).totalTokens, 10);
  assert.equal(await result.finishReason, "stop");
});

test("a tool is run between two steps", async () => {
  const asked = [];
  const result = await generateText({
    ...usual,
    model: echo(),
    prompt: "call get_weather for Oslo",
    tools: { get_weather: weatherTool(asked) },
    stopWhen: stepCountIs(3),
  });
  assert.equal(result.steps.length, 2);
  assert.equal(result.text, "The tool said 3 words: sun and wind");
  assert.equal(asked.length, 1);
  assert.equal(typeof asked[0].city, "string");
});

test("a tool is run between two streamed steps", async () => {
  const asked = [];
  const result = streamText({
    ...usual,
    model: echo(),
    prompt: "call get_weather for Oslo",
    tools: { get_weather: weatherTool(asked) },
    stopWhen: stepCountIs(3),
  });
  const parts = await all(result.fullStream);
  assert.deepEqual(
    parts.filter((part) => part.type === "error"),
    [],
  );
  assert.ok(parts.some((part) => part.type === "tool-call" && part.toolName === "get_weather"));
  assert.equal(await result.text, "The tool said 3 words: sun and wind");
  assert.equal(asked.length, 1);
});

test("an object has the shape of its schema, streamed or not", async () => {
  const asked = { ...usual, model: echo(), schema: jsonSchema(weather), prompt: "Oslo" };
  const whole = await generateObject(asked);
  assert.deepEqual(Object.keys(whole.object).sort(), ["city", "days"]);
  const streamed = streamObject(asked);
  const growing = await all(streamed.partialObjectStream);
  assert.deepEqual(growing.at(-1), whole.object);
  assert.deepEqual(await streamed.object, whole.object);
});

test("reasoning is told apart from the text, streamed or not", async () => {
  const asked = {
    ...usual,
    model: openrouter.chat("orrery/echo-reasoning", { reasoning: { effort: "low" } }),
    prompt: "one two three",
  };
  const whole = await generateText(asked);
  assert.ok(whole.reasoningText.startsWith("The message has 3 words."));
  assert.equal(whole.text, "You said 3 words: one two three");
  assert.equal(whole.usage.outputTokens, 15);
  assert.equal(whole.usage.outputTokenDetails.reasoningTokens, 8);
  const streamed = streamText(asked);
  const parts = await all(streamed.fullStream);
  const thought = parts.filter((part) => part.type === "reasoning-delta");
  assert.equal(thought.map((part) => part.text).join(""), whole.reasoningText);
  assert.equal(await streamed.text, whole.text);
});

test("completions and embeddings are asked for as well", async () => {
  const text = await generateText({
    ...usual,
    model: openrouter.completion("orrery/echo"),
    prompt: "one",
  });
  assert.ok(text.text.startsWith("You said"));
  const { embeddings, usage } = await embedMany({
    ...usual,
    model: openrouter.textEmbeddingModel("orrery/echo-embedding"),
    values: ["one two", "three"],
  });
  assert.equal(embeddings.length, 2);
  assert.equal(embeddings[0].length, 256);
  assert.equal(usage.tokens, 3);
});

test("an error keeps its status and its message", async () => {
  const failed = generateText({ ...usual, model: echo(), prompt: "[[echo: status=429]]" });
  await assert.rejects(failed, (error) => {
    assert.ok(APICallError.isInstance(error));
    assert.equal(error.statusCode, 429);
    assert.match(error.message, /the echo was asked for this status/);
    return true;
  });
});

test("a stream that breaks surfaces as an error, never as an end", async () => {
  for (const directive of ["error_after=3", "cut_after=3"]) {
    const errors = [];
    const result = streamText({
      ...usual,
      model: echo(),
      prompt: `one two three four [[echo: ${directive}]]`,
      onError: ({ error }) => errors.push(error),
    });
    const parts = await all(result.fullStream);
    assert.equal(errors.length, 1, directive);
    const finish = parts.find((part) => part.type === "finish");
    assert.ok(!finish || finish.finishReason === "error", directive);
  }
});
