// npm openai against a gateway: node --test tests/clients/openai_test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { all, serve, weather } from "./support.mjs";

const orrery = await serve();
const client = new OpenAI({ baseURL: orrery.base, apiKey: orrery.key, maxRetries: 0 });

const model = "orrery/echo";
const says = (content) => [{ role: "user", content }];
const tools = [
  { type: "function", function: { name: "get_weather", description: "", parameters: weather } },
];

test("a chat is answered with text, usage and who served it", async () => {
  const chat = await client.chat.completions.create({ model, messages: says("one two three") });
  assert.equal(chat.object, "chat.completion");
  assert.equal(chat.model, model);
  assert.equal(chat.provider, "Echo");
  assert.equal(chat.choices.length, 1);
  assert.equal(chat.choices[0].message.role, "assistant");
  assert.equal(chat.choices[0].message.content, "You said 3 words: one two three");
  assert.equal(chat.choices[0].finish_reason, "stop");
  assert.equal(chat.choices[0].native_finish_reason, "stop");
  assert.equal(chat.usage.prompt_tokens, 3);
  assert.equal(chat.usage.completion_tokens, 7);
  assert.equal(chat.usage.total_tokens, 10);
  assert.equal(chat.usage.cost, 0);
  assert.equal(chat.usage.is_byok, false);
});

test("a price is charged by the token", async () => {
  const chat = await client.chat.completions.create({
    model: "orrery/echo-paid",
    messages: says("one two three"),
  });
  assert.equal(chat.usage.cost, 0.000017);
});

test("max_tokens cuts the answer and says so", async () => {
  const chat = await client.chat.completions.create({
    model,
    max_tokens: 4,
    messages: says("one two three"),
  });
  assert.equal(chat.choices[0].finish_reason, "length");
  assert.equal(chat.usage.completion_tokens, 4);
});

test("a stream brings the text in pieces and usage in its last chunk, unasked", async () => {
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    messages: says("one two three"),
  });
  const chunks = await all(stream);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text, "You said 3 words: one two three");
  assert.ok(chunks.length > 7);
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  const last = chunks.at(-1);
  assert.deepEqual(last.choices, []);
  assert.equal(last.usage.prompt_tokens, 3);
  assert.equal(last.usage.completion_tokens, 7);
  assert.equal(last.usage.cost, 0);
  const reasons = chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);
  assert.deepEqual(reasons, ["stop"]);
});

test("a stream that asks for usage has it once", async () => {
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: says("one two"),
  });
  const usages = (await all(stream)).map((chunk) => chunk.usage).filter(Boolean);
  assert.equal(usages.length, 1);
  assert.equal(usages[0].prompt_tokens, 2);
});

test("the client's own stream helper puts the answer together", async () => {
  const runner = client.chat.completions.stream({ model, messages: says("one two three") });
  const chat = await runner.finalChatCompletion();
  assert.equal(chat.choices[0].message.content, "You said 3 words: one two three");
  assert.equal((await runner.totalUsage()).total_tokens, 10);
});

test("several choices are asked for with n", async () => {
  const chat = await client.chat.completions.create({ model, n: 2, messages: says("one") });
  assert.deepEqual(
    chat.choices.map((choice) => choice.index),
    [0, 1],
  );
});

test("a tool is called, streamed or not, and its result is read", async () => {
  const asked = { model, tools, messages: says("call get_weather for Oslo") };
  const chat = await client.chat.completions.create(asked);
  assert.equal(chat.choices[0].finish_reason, "tool_calls");
  const [call] = chat.choices[0].message.tool_calls;
  assert.equal(call.type, "function");
  assert.equal(call.function.name, "get_weather");
  const given = JSON.parse(call.function.arguments);
  assert.equal(typeof given.city, "string");
  assert.ok(Number.isInteger(given.days));

  const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
  const [again] = streamed.choices[0].message.tool_calls;
  assert.equal(again.function.arguments, call.function.arguments);
  assert.equal(again.function.name, call.function.name);

  const next = await client.chat.completions.create({
    model,
    tools,
    messages: [
      ...asked.messages,
      chat.choices[0].message,
      { role: "tool", tool_call_id: call.id, content: "rain" },
    ],
  });
  assert.equal(next.choices[0].message.content, "The tool said 1 word: rain");
});

test("the client's tool runner runs to the end", async () => {
  const asked = [];
  const runner = client.chat.completions.runTools({
    model,
    messages: says("call get_weather for Oslo"),
    tools: [
      {
        type: "function",
        function: {
          name: "get_weather",
          parameters: weather,
          parse: JSON.parse,
          function: (given) => {
            asked.push(given);
            return "sun and wind";
          },
        },
      },
    ],
  });
  assert.equal(await runner.finalContent(), "The tool said 3 words: sun and wind");
  assert.equal(asked.length, 1);
});

test("a JSON schema shapes the answer", async () => {
  const chat = await client.chat.completions.parse({
    model,
    messages: says("Oslo"),
    response_format: {
      type: "json_schema",
      json_schema: { name: "weather", strict: true, schema: weather },
    },
  });
  const answer = JSON.parse(chat.choices[0].message.content);
  assert.deepEqual(Object.keys(answer).sort(), ["city", "days"]);
  assert.equal(typeof answer.city, "string");
  assert.ok(Number.isInteger(answer.days));
});

test("reasoning stands beside the text and is counted within its tokens", async () => {
  const chat = await client.chat.completions.create({
    model: "orrery/echo-reasoning",
    reasoning_effort: "low",
    messages: says("one two three"),
  });
  assert.ok(chat.choices[0].message.reasoning.startsWith("The message has 3 words."));
  assert.equal(chat.usage.completion_tokens_details.reasoning_tokens, 8);
  assert.equal(chat.usage.completion_tokens, 15);
});

test("completions continue a prompt, streamed or not", async () => {
  const whole = await client.completions.create({ model, prompt: "one two three" });
  assert.equal(whole.object, "text_completion");
  assert.equal(whole.choices[0].text, "You said 3 words: one two three");
  assert.equal(whole.usage.total_tokens, 10);
  const chunks = await all(
    await client.completions.create({ model, prompt: "one two three", stream: true }),
  );
  const text = chunks.map((chunk) => chunk.choices[0]?.text ?? "").join("");
  assert.equal(text, whole.choices[0].text);
  assert.equal(chunks.at(-1).usage.total_tokens, 10);
});

test("embeddings are the same as floats and as base64", async () => {
  const asked = { model: "orrery/echo-embedding", input: ["one two", "three"] };
  const floats = await client.embeddings.create({ ...asked, encoding_format: "float" });
  const packed = await client.embeddings.create({ ...asked, encoding_format: "base64" });
  const usual = await client.embeddings.create(asked); // Asks for base64 and unpacks it.
  assert.equal(floats.object, "list");
  assert.deepEqual(
    floats.data.map((item) => item.index),
    [0, 1],
  );
  assert.equal(floats.data[0].embedding.length, 256);
  assert.equal(floats.usage.prompt_tokens, 3);
  for (const [i, item] of packed.data.entries()) {
    assert.equal(typeof item.embedding, "string");
    const bytes = Buffer.from(item.embedding, "base64");
    const numbers = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
    assert.deepEqual(floats.data[i].embedding.map(Math.fround), numbers);
    assert.deepEqual(usual.data[i].embedding, numbers);
  }
});

test("models are listed and told one by one", async () => {
  const models = await all(client.models.list());
  const ids = models.map((entry) => entry.id);
  for (const id of ["orrery/echo", "orrery/echo-reasoning", "orrery/echo-paid"]) {
    assert.ok(ids.includes(id), id);
  }
});

test("errors are of the client's own classes", async () => {
  const ask = (content, options = {}, by = client) =>
    by.chat.completions.create({ model, messages: says(content), ...options });
  const stranger = new OpenAI({ baseURL: orrery.base, apiKey: "sk-or-nobody", maxRetries: 0 });
  await assert.rejects(ask("one", {}, stranger), OpenAI.AuthenticationError);
  await assert.rejects(ask("one", { model: "nobody/nothing" }), OpenAI.NotFoundError);
  await assert.rejects(ask("one", { messages: [] }), OpenAI.BadRequestError);
  await assert.rejects(ask("one", { max_tokens: -1 }), OpenAI.BadRequestError);
  await assert.rejects(ask("[[echo: status=429]]"), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.status, 429);
    assert.match(error.message, /the echo was asked for this status/);
    return true;
  });
  await assert.rejects(ask("[[echo: status=503]]"), OpenAI.InternalServerError);
  const management = new OpenAI({
    baseURL: orrery.base,
    apiKey: orrery.managementKey,
    maxRetries: 0,
  });
  await assert.rejects(ask("one", {}, management), OpenAI.PermissionDeniedError);
});

test("a stream that breaks surfaces as an error, never as an end", async () => {
  for (const directive of ["error_after=3", "cut_after=3"]) {
    const stream = await client.chat.completions.create({
      model,
      stream: true,
      messages: says(`one two three four [[echo: ${directive}]]`),
    });
    let pieces = 0;
    await assert.rejects(
      async () => {
        for await (const chunk of stream) pieces += chunk.choices[0]?.delta.content ? 1 : 0;
      },
      OpenAI.APIError,
      directive,
    );
    assert.equal(pieces, 3, directive);
  }
});

test("a response is answered with items, text and usage", async () => {
  const response = await client.responses.create({ model, input: "one two three" });
  assert.equal(response.object, "response");
  assert.equal(response.status, "completed");
  assert.equal(response.output_text, "You said 3 words: one two three");
  assert.equal(response.usage.input_tokens, 3);
  assert.equal(response.usage.output_tokens, 7);
  assert.equal(response.usage.total_tokens, 10);
});

test("a response's events come in order and end in the whole response", async () => {
  const runner = client.responses.stream({ model, input: "one two three" });
  const events = await all(runner);
  const types = events.map((event) => event.type);
  assert.equal(types[0], "response.created");
  assert.equal(types.at(-1), "response.completed");
  for (const type of [
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
  ]) {
    assert.ok(types.includes(type), type);
  }
  assert.deepEqual(
    events.map((event) => event.sequence_number),
    events.map((_, i) => i),
  );
  const final = await runner.finalResponse();
  assert.equal(final.output_text, "You said 3 words: one two three");
  assert.equal(final.usage.total_tokens, 10);
});

test("a response calls a tool and reads its result", async () => {
  const asked = {
    model,
    tools: [{ type: "function", name: "get_weather", parameters: weather, strict: true }],
  };
  const first = [{ role: "user", content: "call get_weather for Oslo" }];
  const response = await client.responses.create({ ...asked, input: first });
  const call = response.output.find((item) => item.type === "function_call");
  assert.equal(call.name, "get_weather");
  assert.equal(typeof JSON.parse(call.arguments).city, "string");
  const streamed = await client.responses.stream({ ...asked, input: first }).finalResponse();
  const again = streamed.output.find((item) => item.type === "function_call");
  assert.equal(again.arguments, call.arguments);
  const next = await client.responses.create({
    ...asked,
    input: [
      ...first,
      ...response.output,
      { type: "function_call_output", call_id: call.call_id, output: "rain" },
    ],
  });
  assert.equal(next.output_text, "The tool said 1 word: rain");
});

test("a response has the shape of a JSON schema", async () => {
  const response = await client.responses.parse({
    model,
    input: "Oslo",
    text: { format: { type: "json_schema", name: "weather", strict: true, schema: weather } },
  });
  assert.deepEqual(Object.keys(JSON.parse(response.output_text)).sort(), ["city", "days"]);
});

test("a response's reasoning is an item of its own", async () => {
  const response = await client.responses.create({
    model: "orrery/echo-reasoning",
    reasoning: { effort: "low" },
    input: "one two three",
  });
  assert.ok(response.output.some((item) => item.type === "reasoning"));
  assert.equal(response.usage.output_tokens_details.reasoning_tokens, 8);
});

test("a response that breaks surfaces as an error", async () => {
  const stream = await client.responses.create({
    model,
    stream: true,
    input: "one two three four [[echo: error_after=3]]",
  });
  const events = await all(stream);
  assert.equal(events.at(-1).type, "response.failed");
  assert.equal(events.at(-1).response.status, "failed");
  assert.match(events.at(-1).response.error.message, /asked to fail/);
});
