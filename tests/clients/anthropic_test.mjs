// @anthropic-ai/sdk against a gateway: node --test tests/clients/anthropic_test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { all, serve, weather } from "./support.mjs";

const orrery = await serve();
// The client adds /v1 itself, and shows its key as x-api-key.
const client = new Anthropic({ baseURL: orrery.address, apiKey: orrery.key, maxRetries: 0 });

const model = "orrery/echo";
const says = (content) => ({ model, max_tokens: 100, messages: [{ role: "user", content }] });
const tools = [{ name: "get_weather", description: "", input_schema: weather }];

test("a message is answered with blocks and usage", async () => {
  const message = await client.messages.create(says("one two three"));
  assert.equal(message.type, "message");
  assert.equal(message.role, "assistant");
  assert.equal(message.model, model);
  assert.equal(message.content.length, 1);
  assert.equal(message.content[0].type, "text");
  assert.equal(message.content[0].text, "You said 3 words: one two three");
  assert.equal(message.stop_reason, "end_turn");
  assert.equal(message.stop_sequence, null);
  assert.equal(message.usage.input_tokens, 3);
  assert.equal(message.usage.output_tokens, 7);
});

test("a system prompt and blocks of text are read", async () => {
  const message = await client.messages.create({
    ...says([
      { type: "text", text: "one two" },
      { type: "text", text: "three" },
    ]),
    system: [{ type: "text", text: "be brief" }],
  });
  assert.equal(message.content[0].text, "You said 3 words: one two three");
  assert.equal(message.usage.input_tokens, 5);
});

test("a bearer token does as well as x-api-key, below both bases", async () => {
  for (const baseURL of [orrery.address, `${orrery.address}/api`]) {
    const bearer = new Anthropic({
      baseURL,
      apiKey: null,
      authToken: orrery.key,
      maxRetries: 0,
    });
    const message = await bearer.messages.create(says("one"));
    assert.equal(message.content[0].text, "You said 1 word: one");
  }
});

test("max_tokens cuts the answer and says so", async () => {
  const message = await client.messages.create({ ...says("one two three"), max_tokens: 4 });
  assert.equal(message.stop_reason, "max_tokens");
  assert.equal(message.usage.output_tokens, 4);
});

test("a stream's events come in the order of the protocol", async () => {
  const stream = await client.messages.create({ ...says("one two three"), stream: true });
  const events = await all(stream);
  const types = events.map((event) => event.type).filter((type) => type !== "ping");
  assert.equal(types[0], "message_start");
  assert.equal(types[1], "content_block_start");
  assert.deepEqual(types.slice(-3), ["content_block_stop", "message_delta", "message_stop"]);
  const text = events.map((event) => event.delta?.text ?? "").join("");
  assert.equal(text, "You said 3 words: one two three");
  const delta = events.find((event) => event.type === "message_delta");
  assert.equal(delta.delta.stop_reason, "end_turn");
  assert.equal(delta.usage.output_tokens, 7);
  assert.equal(delta.usage.input_tokens, 3);
});

test("the client's own stream helper puts the message together", async () => {
  const stream = client.messages.stream(says("one two three"));
  let text = "";
  stream.on("text", (piece) => (text += piece));
  const message = await stream.finalMessage();
  assert.equal(text, "You said 3 words: one two three");
  assert.equal(message.content[0].text, text);
  assert.equal(message.stop_reason, "end_turn");
  assert.equal(message.usage.input_tokens, 3);
  assert.equal(message.usage.output_tokens, 7);
});

test("a tool is used, streamed or not, and its result is read", async () => {
  const asked = { ...says("call get_weather for Oslo"), tools };
  const message = await client.messages.create(asked);
  assert.equal(message.stop_reason, "tool_use");
  const use = message.content.find((block) => block.type === "tool_use");
  assert.equal(use.name, "get_weather");
  assert.equal(typeof use.input.city, "string");
  assert.ok(Number.isInteger(use.input.days));

  const streamed = await client.messages.stream(asked).finalMessage();
  const again = streamed.content.find((block) => block.type === "tool_use");
  assert.deepEqual(again.input, use.input);
  assert.equal(streamed.stop_reason, "tool_use");

  const next = await client.messages.create({
    ...asked,
    messages: [
      ...asked.messages,
      { role: "assistant", content: message.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "rain" }] },
    ],
  });
  assert.equal(next.content[0].text, "The tool said 1 word: rain");
  assert.equal(next.stop_reason, "end_turn");
});

test("a choice of tools is heeded", async () => {
  const any = await client.messages.create({
    ...says("what of Oslo"),
    tools,
    tool_choice: { type: "any" },
  });
  assert.equal(any.stop_reason, "tool_use");
  const none = await client.messages.create({
    ...says("call get_weather"),
    tools,
    tool_choice: { type: "none" },
  });
  assert.equal(none.stop_reason, "end_turn");
});

test("thinking is a block before the text, streamed or not", async () => {
  const asked = {
    ...says("one two three"),
    model: "orrery/echo-reasoning",
    max_tokens: 4096,
    thinking: { type: "enabled", budget_tokens: 1024 },
  };
  const message = await client.messages.create(asked);
  assert.deepEqual(
    message.content.map((block) => block.type),
    ["thinking", "text"],
  );
  assert.ok(message.content[0].thinking.startsWith("The message has 3 words."));
  const streamed = await client.messages.stream(asked).finalMessage();
  assert.equal(streamed.content[0].thinking, message.content[0].thinking);
  assert.equal(streamed.content[1].text, message.content[1].text);
  assert.equal(streamed.usage.output_tokens, message.usage.output_tokens);
});

test("errors are of the client's own classes", async () => {
  const stranger = new Anthropic({
    baseURL: orrery.address,
    apiKey: "sk-or-nobody",
    maxRetries: 0,
  });
  await assert.rejects(stranger.messages.create(says("one")), (error) => {
    assert.ok(error instanceof Anthropic.AuthenticationError);
    assert.equal(error.error.type, "error");
    assert.equal(error.error.error.type, "authentication_error");
    return true;
  });
  await assert.rejects(
    client.messages.create({ ...says("one"), model: "nobody/nothing" }),
    (error) => {
      assert.ok(error instanceof Anthropic.NotFoundError);
      assert.equal(error.error.error.type, "not_found_error");
      return true;
    },
  );
  await assert.rejects(
    client.messages.create({ ...says("one"), messages: [] }),
    (error) => {
      assert.ok(error instanceof Anthropic.BadRequestError);
      assert.equal(error.error.error.type, "invalid_request_error");
      return true;
    },
  );
  await assert.rejects(client.messages.create(says("[[echo: status=429]]")), (error) => {
    assert.ok(error instanceof Anthropic.RateLimitError);
    assert.equal(error.error.error.type, "rate_limit_error");
    return true;
  });
});

test("a stream that breaks surfaces as an error, never as an end", async () => {
  for (const directive of ["error_after=3", "cut_after=3"]) {
    const stream = await client.messages.create({
      ...says(`one two three four [[echo: ${directive}]]`),
      stream: true,
    });
    const seen = [];
    await assert.rejects(
      async () => {
        for await (const event of stream) seen.push(event.type);
      },
      Anthropic.APIError,
      directive,
    );
    assert.ok(seen.includes("content_block_delta"), directive);
    assert.ok(!seen.includes("message_stop"), directive);
  }
});

test("tokens of a conversation are counted beforehand", async () => {
  const few = await client.messages.countTokens({ model, messages: says("one two three").messages });
  assert.ok(few.input_tokens > 0);
  const many = await client.messages.countTokens({
    model,
    system: "be brief",
    tools,
    messages: [{ role: "user", content: "one two three ".repeat(10000) }],
  });
  assert.ok(many.input_tokens > few.input_tokens + 30000);
  const wrong = client.messages.countTokens({ model, messages: "none" });
  await assert.rejects(wrong, Anthropic.BadRequestError);
});
