// curl against the gateway: what goes over the wire, byte by byte.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

import { baseUrl, key, models, userSays } from "./served.mjs";

const run = promisify(execFile);

// Returns status, header fields by lower-case name, and body.
async function curl(path, { body, token = key, fields = [] } = {}) {
    const arguments_ = ["--silent", "--show-error", "--no-buffer", "--include", "--max-time", "30"];
    if (token) {
        arguments_.push("--header", `Authorization: Bearer ${token}`);
    }
    for (const field of fields) {
        arguments_.push("--header", field);
    }
    if (body !== undefined) {
        arguments_.push("--header", "Content-Type: application/json", "--data-binary", body);
    }
    const { stdout } = await run("curl", [...arguments_, `${baseUrl}${path}`]);
    const [head, ...rest] = stdout.split("\r\n\r\n");
    const [first, ...lines] = head.split("\r\n");
    const named = lines.map((line) => line.split(/:\s*/, 2));
    return {
        status: Number(first.split(" ")[1]),
        fields: Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), value])),
        body: rest.join("\r\n\r\n"),
    };
}

const chat = (changes) =>
    JSON.stringify({ model: models.echo, messages: userSays("hello there"), ...changes });

test("a stream is server-sent events that end with [DONE]", async () => {
    const answer = await curl("/api/v1/chat/completions", { body: chat({ stream: true }) });
    assert.equal(answer.status, 200);
    assert.match(answer.fields["content-type"], /^text\/event-stream/);
    const events = answer.body.trim().split("\n\n");
    assert.equal(events.at(-1), "data: [DONE]");
    const last = JSON.parse(events.at(-2).replace("data: ", ""));
    assert.deepEqual(last.choices, []);
    assert.equal(last.usage.total_tokens, 8);
    assert.equal(last.id, answer.fields["x-generation-id"]);
    for (const event of events) {
        assert.ok(event.startsWith("data: ") || event.startsWith(":"), event);
    }
});

test("a cut stream has an error chunk with a finish reason", async () => {
    const answer = await curl("/api/v1/chat/completions", {
        body: chat({ stream: true, messages: userSays("a b c [[echo: cut_after=2]]") }),
    });
    assert.equal(answer.status, 200);
    const chunks = answer.body
        .split("\n\n")
        .filter((event) => event.startsWith("data: {"))
        .map((event) => JSON.parse(event.slice(6)));
    const broken = chunks.find((chunk) => chunk.error !== undefined);
    assert.equal(broken.choices[0].finish_reason, "error");
    assert.equal(typeof broken.error.message, "string");
});

test("errors have OpenRouter's shape", async () => {
    const cases = [
        [{ token: "", body: chat() }, 401],
        [{ token: "sk-no", body: chat() }, 401],
        [{ body: "{" }, 400],
        [{ body: chat({ messages: 5 }) }, 400],
        [{ body: chat({ messages: userSays("[[echo: status=429 retry_after=2]]") }) }, 429],
    ];
    for (const [request, status] of cases) {
        const answer = await curl("/api/v1/chat/completions", request);
        assert.equal(answer.status, status, answer.body);
        const { error } = JSON.parse(answer.body);
        assert.equal(error.code, status);
        assert.ok(error.message.length > 0);
    }
});

test("a request that waits for its body to be wanted is served", async () => {
    const answer = await curl("/api/v1/chat/completions", {
        body: chat({ messages: userSays("word ".repeat(2000)) }),
        fields: ["Expect: 100-continue"],
    });
    assert.ok(answer.body.includes("You said 2000 words"));
});

test("operations: health, readiness and metrics", async () => {
    assert.equal((await curl("/healthz", { token: "" })).status, 200);
    assert.equal((await curl("/readyz", { token: "" })).status, 200);
    const page = await curl("/metrics", { token: "" });
    assert.match(page.fields["content-type"], /^text\/plain; version=0\.0\.4/);
    assert.match(page.body, /^orrery_requests_total\{api="chat",status="200"\} \d+$/m);
});

test("unknown paths and methods are told so", async () => {
    assert.equal((await curl("/api/v1/nothing")).status, 404);
    assert.equal((await curl("/api/v1/chat/completions")).status, 405);
});
