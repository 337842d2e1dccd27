// A gateway of its own for each file of tests: `orrery serve` on a free port with a fresh store.
// ORRERY_BINARY names another binary than build/orrery.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const binary = resolve(process.env.ORRERY_BINARY ?? "build/orrery");
const startMs = 60_000;
const run = promisify(execFile);

/** A tool and a schema that the echo fills with the words of the message. */
export const weather = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city", "days"],
  additionalProperties: false,
};

/** Starts a process and returns it with the address it listens at. */
async function listen(args) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const complaints = [];
  createInterface(child.stderr).on("line", (line) => complaints.push(line));
  const lines = createInterface(child.stdout);
  const address = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error("orrery serve did not start")), startMs);
    child.once("error", failed);
    child.once("exit", () => failed(new Error(`orrery serve ended: ${complaints.join("\n")}`)));
    lines.on("line", (line) => {
      const match = /^listening on (http:\/\/127\.0\.0\.1:\d+)\/api\/v1$/.exec(line);
      if (!match) return;
      clearTimeout(late);
      found(match[1]);
    });
  });
  child.removeAllListeners("exit");
  return { child, address, complaints };
}

/** Ends a process as an operator does, and says how it ended and what it complained about. */
async function end({ child, complaints }) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return { code: child.exitCode, signal: child.signalCode, complaints };
  }
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code, signal] = await ended;
  return { code, signal, complaints };
}

/**
 * Serves the tests of a file, until after the last of them. Without a configuration (TOML) it is
 * the echo provider. Returns `address`, `base` (with /api/v1), `key` of an account that nothing
 * limits, its `managementKey`, `poorKey` of an account without credits, the admin's `token`, and the
 * folder `store`.
 */
export async function serve(configuration) {
  const folder = await mkdtemp(join(tmpdir(), "orrery-clients-"));
  let running;
  after(async () => {
    const ended = running && (await end(running));
    await rm(folder, { recursive: true, force: true });
    if (ended) assert.deepEqual([ended.code, ended.signal], [0, null], ended.complaints.join("\n"));
  });
  const storeFolder = join(folder, "store");
  const store = ["--store", storeFolder];
  const secret = async (account, ...more) => {
    const made = await run(binary, [...store, "keys", "create", "--account", account, ...more]);
    return made.stdout.trim();
  };
  await run(binary, [...store, "accounts", "add", "tester", "--unlimited"]);
  await run(binary, [...store, "accounts", "add", "poor"]);
  const key = await secret("tester");
  const managementKey = await secret("tester", "--management");
  const poorKey = await secret("poor");
  const args = [...store, "serve", "--listen", "127.0.0.1:0"];
  if (configuration) {
    const file = join(folder, "orrery.toml");
    await writeFile(file, configuration);
    args.push("--config", file);
  }
  running = await listen(args);
  const { address } = running;
  const token = (await run(binary, [...store, "token"])).stdout.trim();
  const base = `${address}/api/v1`;
  return { address, base, key, managementKey, poorKey, token, store: storeFolder };
}

/** Asks until the answer is there (not undefined), for as long as the gateway may take. */
export async function eventually(ask, withinMs = 30_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < deadline, `nothing within ${withinMs} ms`);
    await pause(50);
  }
}

/** Reads a stream of anything to its end. */
export async function all(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}
