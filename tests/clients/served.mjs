// What every test of a client needs: where the gateway is, and keys for it.
//
//   ORRERY_BASE_URL        http://127.0.0.1:8080, without a path
//   ORRERY_KEY             an inference key of an account with credit
//   ORRERY_MANAGEMENT_KEY  a management key; tests that need one are skipped without it
//
// The gateway runs with the configuration that it has without a file: its own echo provider.

export const baseUrl = (process.env.ORRERY_BASE_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
export const key = process.env.ORRERY_KEY ?? "";
export const managementKey = process.env.ORRERY_MANAGEMENT_KEY ?? "";
export const needsManagementKey = managementKey === "" && "ORRERY_MANAGEMENT_KEY is not set";

export const models = {
    echo: "orrery/echo",
    reasoning: "orrery/echo-reasoning",
    paid: "orrery/echo-paid",
    embedding: "orrery/echo-embedding",
};

export const weather = {
    type: "object",
    properties: { city: { type: "string" }, days: { type: "integer", minimum: 1, maximum: 5 } },
    required: ["city", "days"],
    additionalProperties: false,
};

export const userSays = (text) => [{ role: "user", content: text }];

// Collects what an async iterable gives.
export async function all(iterable) {
    const items = [];
    for await (const item of iterable) {
        items.push(item);
    }
    return items;
}

// Asks again until the answer is there: records are written a moment after the answer has gone out.
export async function eventually(ask) {
    const last = Date.now() + 15_000;
    for (;;) {
        try {
            return await ask();
        } catch (error) {
            if (Date.now() > last) {
                throw error;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }
}
