// The dashboard that a test file opens. By environment, the first that is set:
//   ORRERY_DASHBOARD_URL   one that already runs; ORRERY_DASHBOARD_TOKEN opens it and
//                          ORRERY_DASHBOARD_KEY is a key of its gateway
//   ORRERY_DASHBOARD_WEB   the mock, with the page from this folder (what web/bundle.mjs writes)
//                          and the figures of ORRERY_REPORT_DIR
//   ORRERY_BINARY          orrery serve on the store of a small demo

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { startMock, tokens } from "./mock_server.mjs";

const run = promisify(execFile);
const startMs = 60_000;
const demoGenerations = "30000";

async function mock(web, report) {
  if (!report) throw new Error("set ORRERY_REPORT_DIR to a report's folder");
  const { address, stop } = await startMock(resolve(report), resolve(web));
  return {
    address,
    stop,
    token: tokens.admin,
    key: "any",
    accountToken: tokens.account,
    isMock: true,
  };
}

/** Starts orrery serve and returns it with the address that it says it listens at. */
async function listen(binary, args) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const complaints = [];
  createInterface(child.stderr).on("line", (line) => complaints.push(line));
  const address = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error("orrery serve did not start")), startMs);
    child.once("error", failed);
    child.once("exit", () => failed(new Error(`orrery serve ended: ${complaints.join("\n")}`)));
    createInterface(child.stdout).on("line", (line) => {
      const match = /^listening on (http:\/\/127\.0\.0\.1:\d+)\/api\/v1$/.exec(line);
      if (!match) return;
      clearTimeout(late);
      found(match[1]);
    });
  });
  child.removeAllListeners("exit");
  return { child, address };
}

async function real(binary) {
  const folder = await mkdtemp(join(tmpdir(), "orrery-dashboard-"));
  await run(binary, ["demo", "--out", folder, "--generations", demoGenerations]);
  const store = join(folder, "store");
  const ask = async (...args) => (await run(binary, ["--store", store, ...args])).stdout.trim();
  await ask("accounts", "add", "tester", "--unlimited");
  const key = await ask("keys", "create", "--account", "tester");
  const accountToken = await ask("keys", "create", "--account", "tester", "--management");
  const args = ["--store", store, "serve", "--listen", "127.0.0.1:0"];
  const { child, address } = await listen(binary, args);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const token = (await readFile(join(store, "admin.token"), "utf8")).trim();
  return { address, stop, token, key, accountToken, isMock: false };
}

/** Finds or starts the dashboard. Call `stop` when done. */
export async function dashboard() {
  const { env } = process;
  if (env.ORRERY_DASHBOARD_URL) {
    const address = env.ORRERY_DASHBOARD_URL.replace(/\/$/, "");
    const asked = await fetch(`${address}/mock/lend?on=0`).catch(() => null);
    const isMock =
      asked !== null && (asked.headers.get("content-type") ?? "").includes("json") && asked.ok;
    return {
      address,
      stop: async () => {},
      token: env.ORRERY_DASHBOARD_TOKEN ?? tokens.admin,
      key: env.ORRERY_DASHBOARD_KEY ?? "any",
      accountToken: isMock ? tokens.account : undefined,
      isMock,
    };
  }
  if (env.ORRERY_DASHBOARD_WEB) return mock(env.ORRERY_DASHBOARD_WEB, env.ORRERY_REPORT_DIR);
  if (env.ORRERY_BINARY) return real(resolve(env.ORRERY_BINARY));
  throw new Error("set ORRERY_DASHBOARD_URL, ORRERY_DASHBOARD_WEB or ORRERY_BINARY");
}
