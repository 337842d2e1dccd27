// The dashboard's door over real sockets: who comes in, what they see, and what is refused.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, serve } from "./support.mjs";

const orrery = await serve(`
[server]
head_ms = 400
body_ms = 400
[observe]
access_log = "access.jsonl"
[[providers]]
slug = "echo"
dialect = "echo"
[[models]]
slug = "orrery/echo"
[[models.endpoints]]
provider = "echo"
free = true
`);
const { hostname, port } = new URL(orrery.address);

/** Sends a path as it is: fetch would tidy it up first. */
function raw(method, path, { headers = {}, body } = {}) {
  return new Promise((found, failed) => {
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => {
        const text = Buffer.concat(pieces).toString();
        found({ status: answer.statusCode, fields: answer.headers, body: text });
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

const bearer = (secret) => ({ headers: { authorization: `Bearer ${secret}` } });
const get = (path, secret) => raw("GET", path, secret ? bearer(secret) : {});

async function ask(content, key = orrery.key) {
  const answer = await raw("POST", "/api/v1/chat/completions", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "x-title": "tests" },
    body: JSON.stringify({ model: "orrery/echo", messages: [{ role: "user", content }] }),
  });
  assert.equal(answer.status, 200, answer.body);
  return answer.fields["x-generation-id"];
}

async function signIn(token) {
  const answer = await raw("POST", "/api/session", {
    headers: { origin: orrery.address, "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  assert.equal(answer.status, 200, answer.body);
  return answer.fields["set-cookie"][0];
}

const views = ["/", "/rankings", "/study", "/study/fig01", "/generations", "/generations/gen-1"];
const data = [
  "/api/session", "/api/live", "/api/facets", "/api/study", "/api/study/fig01", "/api/study/fig01.csv",
  "/api/rankings?kind=models&period=day", "/api/generations", "/api/openapi.json", "/api/nothing",
];

test("without a token everything is 401 and tells nothing", async () => {
  const id = await ask("one");
  for (const path of [...views, ...data, `/api/generations/${id}`]) {
    for (const secret of [undefined, "wrong", orrery.key]) {
      const answer = await get(path, secret);
      assert.equal(answer.status, 401, `${path} with ${secret}`);
      for (const word of ["orrery/echo", "tester", id, "tests"]) {
        assert.ok(!answer.body.includes(word), `${path} tells ${word}`);
      }
    }
  }
  assert.equal((await get("/healthz")).status, 200);
  assert.equal((await get("/metrics")).status, 401);
  assert.equal((await get("/metrics", orrery.managementKey)).status, 401, "it tells of all accounts");
  assert.equal((await get("/metrics", orrery.token)).status, 200);
});

test("with a token every view and its data are there", async () => {
  for (const path of views) {
    const answer = await get(path, orrery.token);
    assert.equal(answer.status, 200, path);
    assert.match(answer.fields["content-type"], /^text\/html/);
  }
  for (const name of ["dashboard.js", "early.js", "dashboard.css"]) {
    const answer = await get(`/assets/${name}`);
    assert.equal(answer.status, 200);
    const again = await raw("GET", `/assets/${name}`, { headers: { "if-none-match": answer.fields.etag } });
    assert.deepEqual([again.status, again.body], [304, ""]);
  }
});

test("every answer forbids what is not the server's own", async () => {
  for (const path of [...views, ...data, "/assets/dashboard.js", "/assets/none", "/none"]) {
    const { fields } = await get(path, orrery.token);
    assert.match(fields["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/, path);
    assert.ok(!fields["content-security-policy"].includes("unsafe"), path);
    assert.equal(fields["x-content-type-options"], "nosniff", path);
    assert.equal(fields["referrer-policy"], "no-referrer", path);
  }
});

test("a request is seen within two seconds, with what became of it", async () => {
  const id = await ask("two three");
  const began = Date.now();
  const row = await eventually(async () => {
    const answer = await get("/api/live", orrery.token);
    assert.equal(answer.status, 200, answer.body);
    return JSON.parse(answer.body).recent.find((each) => each.generation_id === id);
  }, 2_000);
  assert.ok(Date.now() - began < 2_000);
  assert.equal(row.model, "orrery/echo");
  assert.equal(row.account, "tester");
  assert.equal(row.app, "tests");
  const one = JSON.parse((await get(`/api/generations/${id}`, orrery.token)).body);
  assert.equal(one.record.generation_id, id);
  assert.equal(one.attempts.length, 1);
  assert.equal(one.attempts[0].status, 200);
});

test("a session is a cookie that only the same site sends", async () => {
  const cookie = await signIn(orrery.token);
  for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/"]) assert.ok(cookie.includes(attribute));
  const session = { cookie: cookie.split(";")[0] };
  assert.equal((await raw("GET", "/api/live", { headers: session })).status, 200);
  for (const origin of [undefined, "null", "http://evil.example", `http://${hostname}:1`]) {
    const forged = { ...session, ...(origin && { origin }) };
    const answer = await raw("DELETE", "/api/session", { headers: forged });
    assert.equal(answer.status, 403, String(origin));
  }
  const own = { ...session, origin: orrery.address };
  assert.equal((await raw("DELETE", "/api/session", { headers: own })).status, 204);
  assert.equal((await raw("GET", "/api/live", { headers: session })).status, 401);
});

test("an account sees itself and nothing of the others", async () => {
  await ask("four");
  const answer = await get("/api/live", orrery.managementKey);
  const live = JSON.parse(answer.body);
  assert.equal(live.requests_per_s, null);
  assert.deepEqual(live.providers, []);
  assert.ok(live.recent.length > 0);
  assert.equal(JSON.parse((await get("/api/session", orrery.managementKey)).body).role, "account");
});

test("paths that climb, odd methods and bodies beyond bounds are refused", async () => {
  const climbing = [
    "/assets/../admin.token", "/assets/%2e%2e/admin.token", "/assets/..%2fadmin.token", "/../../etc/passwd",
    "/assets//etc/passwd", "/api/../admin.token", "/study/../../admin.token", "/assets/dashboard.js%00.css",
    "/api/generations/..%2f..%2fadmin.token", "/api/study/%ff", "/api/study/fig01%0d%0aX: y",
  ];
  for (const path of climbing) {
    const answer = await get(path.replaceAll(" ", "%20"), orrery.token);
    assert.ok([200, 400, 404].includes(answer.status), `${path}: ${answer.status}`);
    assert.ok(!answer.body.includes(orrery.token) && !answer.body.includes("root:"), path);
  }
  for (const [method, path] of [["POST", "/"], ["DELETE", "/api/live"], ["PUT", "/api/session"], ["POST", "/api/study"]]) {
    const answer = await raw(method, path, bearer(orrery.token));
    assert.equal(answer.status, 405, `${method} ${path}`);
    assert.ok(answer.fields.allow, `${method} ${path}`);
  }
  const long = { headers: { origin: orrery.address }, body: "x".repeat(1_000_000) };
  assert.equal((await raw("POST", "/api/session", long)).status, 413);
  const heavy = await raw("GET", "/", { headers: { "x-long": "y".repeat(60_000) } });
  assert.equal(heavy.status, 431);
});

test("requests that trickle in are cut off", async () => {
  for (const begun of ["GET /api/live HTTP/1.1\r\nHost: x\r\n", "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"]) {
    const answer = await new Promise((found, failed) => {
      const socket = connect(Number(port), hostname, () => socket.write(begun));
      let text = "";
      socket.on("data", (piece) => (text += piece));
      socket.on("end", () => found(text));
      socket.on("error", failed);
    });
    assert.match(answer, /^HTTP\/1\.1 408 /);
  }
});

test("no secret comes into the log", async () => {
  const cookie = await signIn(orrery.managementKey);
  await raw("GET", "/api/live", { headers: { cookie: cookie.split(";")[0] } });
  await get("/api/live", orrery.token);
  const folder = join(orrery.store, "..");
  const log = await eventually(async () => {
    const text = await readFile(join(folder, "access.jsonl"), "utf8");
    return text.includes("/api/live") ? text : undefined;
  });
  for (const secret of [orrery.token, orrery.key, orrery.managementKey, cookie.split(/[=;]/)[1]]) {
    assert.ok(!log.includes(secret));
  }
});
