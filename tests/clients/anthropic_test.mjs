// npm @anthropic-ai/sdk against the gateway's /messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";

import { all, baseUrl, key, models, userSays, weather } from "./served.mjs";

const client = new Anthropic({ baseURL: `${baseUrl}/api`, apiKey: key, maxRetries: 0 });
const tools = [{ name: "weather", description: "Tells the weather.", input_schema: weather }];

test("messages: an answer has text, a stop reason and usage", async () => {
    const answer = await client.messages.create({
        model: models.echo,
        max_tokens: 100,
        messages: userSays("hello there"),
    });
    assert.equal(answer.type, "message");
    assert.equal(answer.role, "assistant");
    assert.deepEqual(answer.content.map((block) => block.type), ["text"]);
    assert.equal(answer.content[0].text, "You said 2 words: hello there");
    assert.equal(answer.stop_reason, "end_turn");
    assert.equal(answer.usage.input_tokens, 2);
    assert.equal(answer.usage.output_tokens, 6);
});

test("messages: max_tokens ends an answer", async () => {
    const answer = await client.messages.create({
        model: models.echo,
        max_tokens: 2,
        messages: userSays("hello there"),
    });
    assert.equal(answer.stop_reason, "max_tokens");
    assert.equal(answer.usage.output_tokens, 2);
});

test("messages: a stream has Anthropic's events in their order", async () => {
    const events = await all(
        await client.messages.create({
            model: models.echo,
            max_tokens: 100,
            messages: userSays("to be streamed"),
            stream: true,
        }),
    );
    const types = events.map((event) => event.type);
    assert.equal(types[0], "message_start");
    assert.equal(types.at(-1), "message_stop");
    assert.equal(types.at(-2), "message_delta");
    assert.ok(types.indexOf("content_block_start") < types.indexOf("content_block_delta"));
    assert.ok(types.lastIndexOf("content_block_delta") < types.indexOf("content_block_stop"));
    assert.equal(events.at(-2).delta.stop_reason, "end_turn");
    assert.equal(events.at(-2).usage.output_tokens, 7);
});

test("messages: the stream helper puts an answer together", async () => {
    const stream = client.messages.stream({
        model: models.echo,
        max_tokens: 100,
        system: "be brief",
        messages: userSays("put together"),
    });
    const answer = await stream.finalMessage();
    assert.equal(answer.content[0].text, "You said 2 words: put together");
    assert.equal(answer.usage.output_tokens, 6);
});

test("messages: reasoning comes as thinking", async () => {
    const answer = await client.messages.create({
        model: models.reasoning,
        max_tokens: 2048,
        thinking: { type: "enabled", budget_tokens: 1024 },
        messages: userSays("think"),
    });
    assert.equal(answer.content[0].type, "thinking");
    assert.ok(answer.content[0].thinking.length > 0);
    assert.equal(answer.content.at(-1).type, "text");
});

test("messages: tools are used, and their results are read", async () => {
    const request = {
        model: models.echo,
        max_tokens: 200,
        messages: userSays("how is it in Rome"),
        tools,
        tool_choice: { type: "tool", name: "weather" },
    };
    const answer = await client.messages.create(request);
    assert.equal(answer.stop_reason, "tool_use");
    const use = answer.content.find((block) => block.type === "tool_use");
    assert.equal(use.name, "weather");
    assert.equal(typeof use.input.city, "string");

    const streamed = await client.messages.stream(request).finalMessage();
    assert.deepEqual(streamed.content.find((block) => block.type === "tool_use").input, use.input);

    const after = await client.messages.create({
        model: models.echo,
        max_tokens: 200,
        tools,
        messages: [
            ...request.messages,
            { role: "assistant", content: answer.content },
            {
                role: "user",
                content: [{ type: "tool_result", tool_use_id: use.id, content: "it is sunny" }],
            },
        ],
    });
    assert.equal(after.content[0].text, "The tool said 3 words: it is sunny");
});

test("messages: a key may come as a bearer token too", async () => {
    const bearer = new Anthropic({
        baseURL: `${baseUrl}/api`,
        apiKey: null,
        authToken: key,
        maxRetries: 0,
    });
    const answer = await bearer.messages.create({
        model: models.echo,
        max_tokens: 10,
        messages: userSays("hi"),
    });
    assert.equal(answer.content[0].text, "You said 1 word: hi");
});

test("messages: errors have the client's own classes", async () => {
    const ask = (from, changes) =>
        from.messages.create({
            model: models.echo,
            max_tokens: 10,
            messages: userSays("hi"),
            ...changes,
        });
    const stranger = new Anthropic({ baseURL: `${baseUrl}/api`, apiKey: "no", maxRetries: 0 });
    await assert.rejects(ask(stranger, {}), Anthropic.AuthenticationError);
    await assert.rejects(ask(client, { messages: [] }), Anthropic.BadRequestError);
    await assert.rejects(ask(client, { messages: userSays("[[echo: status=429]]") }),
        Anthropic.RateLimitError);
    await assert.rejects(ask(client, { messages: userSays("[[echo: status=503]]") }),
        (error) => error instanceof Anthropic.APIError && error.status >= 500);
});

test("messages: a stream that is cut upstream is an error, never a clean end", async () => {
    const stream = client.messages.stream({
        model: models.echo,
        max_tokens: 100,
        messages: userSays("a b c d [[echo: cut_after=3]]"),
    });
    await assert.rejects(stream.finalMessage());
});
