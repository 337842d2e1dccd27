// npm openai against the gateway: only the base URL is changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

import { all, baseUrl, key, models, userSays, weather } from "./served.mjs";

const client = new OpenAI({ baseURL: `${baseUrl}/api/v1`, apiKey: key, maxRetries: 0 });
const tools = [{ type: "function", function: { name: "weather", parameters: weather } }];

test("chat: an answer has text, a finish reason and usage with cost", async () => {
    const answer = await client.chat.completions.create({
        model: models.echo,
        messages: userSays("hello there"),
    });
    assert.equal(answer.object, "chat.completion");
    assert.equal(answer.model, models.echo);
    assert.equal(answer.choices[0].message.content, "You said 2 words: hello there");
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.equal(answer.choices[0].native_finish_reason, "stop");
    assert.equal(answer.usage.prompt_tokens, 2);
    assert.equal(answer.usage.completion_tokens, 6);
    assert.equal(answer.usage.total_tokens, 8);
    assert.equal(answer.usage.cost, 0);
    assert.equal(typeof answer.provider, "string");
});

test("chat: what is paid for costs what the price list says", async () => {
    const answer = await client.chat.completions.create({
        model: models.paid,
        messages: userSays("one two three"),
    });
    // 1 and 2 USD per million tokens.
    const expected = (answer.usage.prompt_tokens * 1 + answer.usage.completion_tokens * 2) / 1e6;
    assert.ok(Math.abs(answer.usage.cost - expected) < 1e-12, `${answer.usage.cost}`);
});

test("chat: the alias /v1 serves the same", async () => {
    const short = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: key, maxRetries: 0 });
    const answer = await short.chat.completions.create({
        model: models.echo,
        messages: userSays("hi"),
    });
    assert.equal(answer.choices[0].message.content, "You said 1 word: hi");
});

test("chat: a stream gives the same text and ends with usage, asked for or not", async () => {
    for (const options of [{}, { stream_options: { include_usage: true } }]) {
        const chunks = await all(
            await client.chat.completions.create({
                model: models.echo,
                messages: userSays("to be streamed"),
                stream: true,
                ...options,
            }),
        );
        const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
        assert.equal(text, "You said 3 words: to be streamed");
        const last = chunks.at(-1);
        assert.deepEqual(last.choices, []);
        assert.equal(last.usage.completion_tokens, 7);
        assert.equal(typeof last.usage.cost, "number");
        assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
        assert.ok(chunks.every((chunk) => chunk.model === models.echo));
    }
});

test("chat: the stream helper puts an answer together", async () => {
    const stream = client.chat.completions.stream({
        model: models.echo,
        messages: userSays("put together"),
    });
    const answer = await stream.finalChatCompletion();
    assert.equal(answer.choices[0].message.content, "You said 2 words: put together");
});

test("chat: tools are called with arguments that fit, whole and streamed", async () => {
    const request = {
        model: models.echo,
        messages: userSays("how is it in Rome"),
        tools,
        tool_choice: { type: "function", function: { name: "weather" } },
    };
    const answer = await client.chat.completions.create(request);
    const [call] = answer.choices[0].message.tool_calls;
    assert.equal(answer.choices[0].finish_reason, "tool_calls");
    assert.equal(call.function.name, "weather");
    const given = JSON.parse(call.function.arguments);
    assert.equal(typeof given.city, "string");
    assert.ok(given.days >= 1 && given.days <= 5);

    const streamed = await client.chat.completions.stream(request).finalChatCompletion();
    assert.deepEqual(streamed.choices[0].message.tool_calls[0].function.arguments,
        call.function.arguments);

    const after = await client.chat.completions.create({
        model: models.echo,
        tools,
        messages: [
            ...request.messages,
            answer.choices[0].message,
            { role: "tool", tool_call_id: call.id, content: "it is sunny" },
        ],
    });
    assert.equal(after.choices[0].message.content, "The tool said 3 words: it is sunny");
});

test("chat: a JSON schema is answered with JSON that fits", async () => {
    const answer = await client.chat.completions.create({
        model: models.echo,
        messages: userSays("as JSON please"),
        response_format: {
            type: "json_schema",
            json_schema: { name: "weather", strict: true, schema: weather },
        },
    });
    const made = JSON.parse(answer.choices[0].message.content);
    assert.deepEqual(Object.keys(made).sort(), ["city", "days"]);
});

test("chat: reasoning is shown and counted", async () => {
    const answer = await client.chat.completions.create({
        model: models.reasoning,
        messages: userSays("think about it"),
        reasoning_effort: "low",
    });
    assert.ok(answer.choices[0].message.reasoning.length > 0);
    assert.equal(answer.usage.completion_tokens_details.reasoning_tokens, 8);
    assert.equal(answer.usage.completion_tokens, 8 + 7);
});

test("chat: max_tokens ends an answer with length", async () => {
    const answer = await client.chat.completions.create({
        model: models.echo,
        messages: userSays("a b c d e f"),
        max_tokens: 3,
    });
    assert.equal(answer.choices[0].finish_reason, "length");
    assert.equal(answer.usage.completion_tokens, 3);
});

test("chat: every answer names its generation in a header", async () => {
    const { data, response } = await client.chat.completions
        .create({ model: models.echo, messages: userSays("id") })
        .withResponse();
    assert.equal(response.headers.get("x-generation-id"), data.id);
});

test("chat: a stream that is cut upstream is an error, never a clean end", async () => {
    const stream = await client.chat.completions.create({
        model: models.echo,
        messages: userSays("a b c d [[echo: cut_after=3]]"),
        stream: true,
    });
    await assert.rejects(all(stream), (error) => error instanceof OpenAI.APIError);
});

test("chat: an error in the middle of a stream is an error", async () => {
    const stream = await client.chat.completions.create({
        model: models.echo,
        messages: userSays("a b c d [[echo: error_after=3]]"),
        stream: true,
    });
    await assert.rejects(all(stream), (error) => error instanceof OpenAI.APIError);
});

test("errors have the client's own classes", async () => {
    const ask = (from, changes) =>
        from.chat.completions.create({
            model: models.echo,
            messages: userSays("hi"),
            ...changes,
        });
    const stranger = new OpenAI({ baseURL: `${baseUrl}/api/v1`, apiKey: "sk-no", maxRetries: 0 });
    await assert.rejects(ask(stranger, {}), OpenAI.AuthenticationError);
    await assert.rejects(ask(client, { messages: "no list" }), OpenAI.BadRequestError);
    await assert.rejects(ask(client, { model: "nobody/nothing" }),
        (error) => [400, 404].includes(error.status));
    await assert.rejects(ask(client, { messages: userSays("[[echo: status=429]]") }),
        OpenAI.RateLimitError);
    await assert.rejects(ask(client, { messages: userSays("[[echo: status=500]]") }),
        (error) => error.status >= 500 && error.message.length > 0);
});

test("completions: a prompt is completed, whole and streamed", async () => {
    const request = { model: models.echo, prompt: "once upon a time" };
    const answer = await client.completions.create(request);
    assert.equal(answer.object, "text_completion");
    assert.equal(answer.choices[0].text, "You said 4 words: once upon a time");
    assert.ok(answer.usage.total_tokens > 0);
    const chunks = await all(await client.completions.create({ ...request, stream: true }));
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? "").join(""),
        answer.choices[0].text);
});

test("responses: an answer has output text and usage", async () => {
    const answer = await client.responses.create({ model: models.echo, input: "hello there" });
    assert.equal(answer.object, "response");
    assert.equal(answer.status, "completed");
    assert.equal(answer.output_text, "You said 2 words: hello there");
    assert.equal(answer.usage.input_tokens, 2);
    assert.equal(answer.usage.output_tokens, 6);
});

test("responses: a stream begins, adds up to its text and completes", async () => {
    const events = await all(
        await client.responses.create({ model: models.echo, input: "by pieces", stream: true }),
    );
    assert.equal(events[0].type, "response.created");
    assert.equal(events.at(-1).type, "response.completed");
    const text = events
        .filter((event) => event.type === "response.output_text.delta")
        .map((event) => event.delta)
        .join("");
    assert.equal(text, "You said 2 words: by pieces");
    assert.equal(events.at(-1).response.usage.output_tokens, 6);
    const numbers = events.map((event) => event.sequence_number);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
});

test("responses: functions are called", async () => {
    const answer = await client.responses.create({
        model: models.echo,
        input: "the weather in Rome",
        tools: [{ type: "function", name: "weather", parameters: weather, strict: true }],
        tool_choice: { type: "function", name: "weather" },
    });
    const call = answer.output.find((item) => item.type === "function_call");
    assert.equal(call.name, "weather");
    assert.equal(typeof JSON.parse(call.arguments).city, "string");
});

test("embeddings: vectors have unit length and the order of the inputs", async () => {
    const answer = await client.embeddings.create({
        model: models.embedding,
        input: ["first text", "second text"],
    });
    assert.equal(answer.data.length, 2);
    assert.equal(answer.usage.prompt_tokens, 4);
    for (const [index, { embedding, index: said }] of answer.data.entries()) {
        assert.equal(said, index);
        assert.equal(embedding.length, 256);
        const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
        assert.ok(Math.abs(length - 1) < 1e-3, `${length}`);
    }
    const floats = await client.embeddings.create({
        model: models.embedding,
        input: "first text",
        encoding_format: "float",
        dimensions: 16,
    });
    assert.equal(floats.data[0].embedding.length, 16);
});

test("models: the list names what is served", async () => {
    const served = (await all(await client.models.list())).map((model) => model.id);
    for (const model of Object.values(models)) {
        assert.ok(served.includes(model), model);
    }
});
