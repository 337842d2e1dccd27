// curl against a gateway: what goes over the wire, byte for byte.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { serve } from "./support.mjs";

const orrery = await serve();
const run = promisify(execFile);

/** Runs curl and takes its answer apart: status, header fields by lower-case name, body. */
async function curl(path, options = [], key = orrery.key) {
  const authorization = `Authorization: Bearer ${key}`;
  const args = ["-sS", "-N", "-i", "--max-time", "60", "-H", authorization, ...options];
  const { stdout } = await run("curl", [...args, `${orrery.address}${path}`]);
  const end = stdout.indexOf("\r\n\r\n");
  const [status, ...lines] = stdout.slice(0, end).split("\r\n");
  const fields = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    fields[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(status.split(" ")[1]), fields, body: stdout.slice(end + 4) };
}

function post(path, body, key) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return curl(path, ["-H", "Content-Type: application/json", "-d", text], key);
}

const chat = (content, more = {}) => ({
  model: "orrery/echo",
  messages: [{ role: "user", content }],
  ...more,
});

test("a chat is answered, and the header names its generation", async () => {
  for (const base of ["/api/v1", "/v1"]) {
    const { status, fields, body } = await post(`${base}/chat/completions`, chat("one two"));
    assert.equal(status, 200);
    assert.match(fields["content-type"], /^application\/json/);
    const answer = JSON.parse(body);
    assert.equal(answer.choices[0].message.content, "You said 2 words: one two");
    assert.match(fields["x-generation-id"], /^gen-/);
    assert.equal(answer.id, fields["x-generation-id"]);
  }
});

test("a stream is server-sent events that end with [DONE]", async () => {
  const asked = chat("one two", { stream: true });
  const { status, fields, body } = await post("/api/v1/chat/completions", asked);
  assert.equal(status, 200);
  assert.match(fields["content-type"], /^text\/event-stream/);
  assert.match(fields["x-generation-id"], /^gen-/);
  assert.ok(body.endsWith("data: [DONE]\n\n"), body.slice(-200));
  const events = body.split("\n\n").filter((event) => event.startsWith("data: {"));
  const chunks = events.map((event) => JSON.parse(event.slice("data: ".length)));
  for (const chunk of chunks) {
    assert.equal(chunk.id, fields["x-generation-id"]);
    assert.equal(chunk.object, "chat.completion.chunk");
    assert.equal(chunk.model, "orrery/echo");
    assert.equal(chunk.provider, "Echo");
  }
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.equal(chunks.at(-1).usage.total_tokens, 8);
});

test("a broken stream ends in an error chunk", async () => {
  for (const directive of ["error_after=2", "cut_after=2"]) {
    const asked = chat(`one two three [[echo: ${directive}]]`, { stream: true });
    const { status, body } = await post("/api/v1/chat/completions", asked);
    assert.equal(status, 200);
    const events = body.split("\n\n").filter((event) => event.startsWith("data: {"));
    const last = JSON.parse(events.at(-1).slice("data: ".length));
    assert.equal(typeof last.error.message, "string", directive);
    assert.ok(Number.isInteger(last.error.code), directive);
    assert.equal(last.choices[0].finish_reason, "error", directive);
  }
});

test("messages and responses stream named events", async () => {
  const message = { ...chat("one two"), max_tokens: 50, stream: true };
  const messages = await post("/api/v1/messages", message);
  assert.match(messages.body, /^event: message_start\ndata: /);
  assert.match(messages.body, /event: message_stop\ndata: [^\n]+\n\n$/);
  const asked = { model: "orrery/echo", input: "one two", stream: true };
  const responses = await post("/api/v1/responses", asked);
  assert.match(responses.body, /^event: response\.created\ndata: /);
  assert.match(responses.body, /event: response\.completed\ndata: /);
});

test("a long body is sent after 100-continue", async () => {
  const words = "word ".repeat(20_000);
  const asked = chat(words, { max_tokens: 3 });
  const plain = await post("/api/v1/chat/completions", asked);
  assert.equal(JSON.parse(plain.body).usage.prompt_tokens, 20_000);
  const { stdout, stderr } = await run("curl", [
    ...["-sS", "-v", "-H", `Authorization: Bearer ${orrery.key}`, "-H", "Expect: 100-continue"],
    ...["-H", "Content-Type: application/json", "-d", JSON.stringify(asked)],
    `${orrery.base}/chat/completions`,
  ]);
  assert.match(stderr, /^< HTTP\/1\.1 100 Continue/m);
  assert.equal(JSON.parse(stdout).usage.prompt_tokens, 20_000);
});

test("errors are JSON with the code of their status", async () => {
  const unknown = await post("/api/v1/chat/completions", chat("one", { model: "no/body" }));
  const broken = await post("/api/v1/chat/completions", "{");
  const nowhere = await curl("/api/v1/nowhere");
  const wrong = await curl("/api/v1/chat/completions");
  const stranger = await post("/api/v1/chat/completions", chat("one"), "sk-orr-nobody");
  const limited = await post(
    "/api/v1/chat/completions",
    chat("[[echo: status=429 retry_after=2]]"),
  );
  const answers = { 404: unknown, 400: broken, 405: wrong, 401: stranger, 429: limited };
  for (const [status, answer] of [...Object.entries(answers), ["404", nowhere]]) {
    assert.equal(answer.status, Number(status));
    assert.equal(JSON.parse(answer.body).error.code, Number(status));
    assert.equal(typeof JSON.parse(answer.body).error.message, "string");
  }
  assert.equal(limited.fields["retry-after"], "2");
});

test("the process tells its health and its figures", async () => {
  const health = await curl("/healthz");
  assert.equal(health.status, 200);
  const ready = await curl("/readyz");
  assert.equal(ready.status, 200);
  assert.equal((await curl("/metrics")).status, 401);
  const metrics = await curl("/metrics", [], orrery.token);
  assert.equal(metrics.status, 200);
  assert.match(metrics.body, /^# HELP /m);
});
