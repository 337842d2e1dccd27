// npm ai with @openrouter/ai-sdk-provider against the gateway.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import {
    embedMany,
    generateObject,
    generateText,
    jsonSchema,
    stepCountIs,
    streamText,
    tool,
} from "ai";

import { all, baseUrl, key, models, weather } from "./served.mjs";

const openrouter = createOpenRouter({ apiKey: key, baseURL: `${baseUrl}/api/v1` });
const tools = {
    weather: tool({
        description: "Tells the weather.",
        inputSchema: jsonSchema(weather),
        execute: async ({ city }) => `sunny in ${city}`,
    }),
};

test("generateText: text, finish reason and usage", async () => {
    const answer = await generateText({ model: openrouter(models.echo), prompt: "hello there" });
    assert.equal(answer.text, "You said 2 words: hello there");
    assert.equal(answer.finishReason, "stop");
    assert.equal(answer.usage.inputTokens, 2);
    assert.equal(answer.usage.outputTokens, 6);
});

test("streamText: the same text by pieces", async () => {
    const answer = streamText({ model: openrouter(models.echo), prompt: "by pieces" });
    const pieces = await all(answer.textStream);
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(""), "You said 2 words: by pieces");
    assert.equal(await answer.finishReason, "stop");
    assert.equal((await answer.usage).outputTokens, 6);
});

test("streamText: reasoning comes before the text", async () => {
    const answer = streamText({ model: openrouter(models.reasoning), prompt: "think" });
    const types = (await all(answer.fullStream)).map((part) => part.type);
    assert.ok(types.includes("reasoning-delta"));
    assert.ok(types.indexOf("reasoning-delta") < types.indexOf("text-delta"));
});

test("tools: one is called, run and answered", async () => {
    for (const isStream of [false, true]) {
        const request = {
            model: openrouter(models.echo),
            prompt: "ask weather about Rome",
            tools,
            stopWhen: stepCountIs(2),
        };
        const answer = isStream ? streamText(request) : await generateText(request);
        if (isStream) {
            await answer.consumeStream();
        }
        const steps = await answer.steps;
        assert.equal(steps.length, 2);
        assert.equal(steps[0].toolCalls[0].toolName, "weather");
        assert.match(await answer.text, /^The tool said \d+ words: sunny in /);
    }
});

test("generateObject: JSON that fits the schema", async () => {
    const { object } = await generateObject({
        model: openrouter(models.echo),
        schema: jsonSchema(weather),
        prompt: "as JSON please",
    });
    assert.equal(typeof object.city, "string");
    assert.ok(Number.isInteger(object.days));
});

test("embedMany: vectors of the inputs", async () => {
    const { embeddings } = await embedMany({
        model: openrouter.textEmbeddingModel(models.embedding),
        values: ["one", "two"],
        maxRetries: 0,
    });
    assert.equal(embeddings.length, 2);
    assert.equal(embeddings[0].length, 256);
});

test("a stream that is cut upstream is an error, never a clean end", async () => {
    const answer = streamText({
        model: openrouter(models.echo),
        prompt: "a b c d [[echo: cut_after=3]]",
        maxRetries: 0,
        onError: () => {},
    });
    const parts = await all(answer.fullStream);
    assert.ok(parts.some((part) => part.type === "error"));
});
