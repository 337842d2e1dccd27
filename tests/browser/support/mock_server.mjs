// Answers as the dashboard's server does, from a report's figures and invented traffic, so that
// the page can be tested and worked on alone:
//   node tests/browser/support/mock_server.mjs REPORT_DIR WEB_DIR [PORT]
// REPORT_DIR is what orrery demo writes, WEB_DIR what web/bundle.mjs writes.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Study } from "./mock_study.mjs";
import { Traffic } from "./mock_traffic.mjs";

export const tokens = {
  admin: "mock-admin-token",
  viewer: "mock-viewer-token",
  account: "mock-account",
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'";
const types = { js: "text/javascript", css: "text/css", html: "text/html" };

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || "{}");
}

class Mock {
  sessions = new Map();
  lent = false;

  constructor(study, traffic, webFolder) {
    Object.assign(this, { study, traffic, webFolder });
  }

  async asset(path) {
    const name = path.startsWith("/assets/") ? path.slice("/assets/".length) : "dashboard.html";
    if (!/^(dashboard\.(js|css|html)|early\.js)$/.test(name)) throw new Refusal(404, "There is no such file.");
    const headers = {
      "Content-Type": `${types[name.split(".")[1]]}; charset=utf-8`,
      "Content-Security-Policy": policy,
      "Cache-Control": "no-cache",
    };
    return { headers, body: await readFile(join(this.webFolder, name)) };
  }

  sessionOf(request) {
    const id = /orrery_session=([\w-]+)/.exec(request.headers.cookie ?? "");
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "");
    const session = (id && this.sessions.get(id[1])) ?? (bearer && this.roleOf(bearer[1]));
    if (!session) throw new Refusal(401, "No session: sign in.");
    return session;
  }

  roleOf(token) {
    const role = Object.keys(tokens).find((each) => tokens[each] === token);
    return role && { role, name: role === "account" ? "acme" : role };
  }

  async openSession(request) {
    const session = this.roleOf((await bodyOf(request)).token);
    if (!session) throw new Refusal(401, "No such token. orrery token prints the right one.");
    const id = randomUUID();
    this.sessions.set(id, session);
    const cookie = `orrery_session=${id}; HttpOnly; SameSite=Strict; Path=/`;
    return { headers: { "Set-Cookie": cookie }, json: session };
  }

  async answer(request, url) {
    const { pathname, searchParams: query } = url;
    if (pathname === "/mock/lend") {
      this.lent = query.get("on") === "1";
      return { json: { lent: this.lent } };
    }
    if (!pathname.startsWith("/api/")) return this.asset(pathname);
    if (pathname === "/api/v1/chat/completions") {
      return { json: this.traffic.serve(await bodyOf(request), request.headers["x-title"]) };
    }
    if (request.method !== "GET" && request.headers["x-orrery"] !== "1") {
      throw new Refusal(403, "A change needs the header X-Orrery: 1.");
    }
    if (pathname === "/api/session" && request.method === "POST") return this.openSession(request);
    const session = this.sessionOf(request);
    if (pathname === "/api/session" && request.method === "DELETE") {
      this.sessions.clear();
      return { status: 204 };
    }
    const json = this.ask(pathname.slice("/api/".length), query, session);
    return typeof json === "string"
      ? { headers: { "Content-Type": "text/csv" }, body: json }
      : { json };
  }

  ask(path, query, session) {
    const [first, second] = path.split("/").map(decodeURIComponent);
    if (path === "session") {
      return { ...session, version: "0.1.0", now: new Date().toISOString() };
    }
    if (path === "live") return { ...this.traffic.live(session), store: this.storeState() };
    if (this.lent) {
      const words = "The store is lent to orrery study since a moment ago. Ask again soon.";
      throw new Refusal(503, words, { "Retry-After": "1" });
    }
    if (path === "facets") return this.study.facets(session);
    if (path === "study") return this.study.index();
    const found =
      (first === "study" && this.study.figure(second, query)) ||
      (path === "rankings" && this.study.rankings(query)) ||
      (path === "generations" && this.traffic.list(query)) ||
      (first === "generations" && this.traffic.one(second));
    if (!found) throw new Refusal(404, `There is no ${path}.`);
    return found;
  }

  storeState() {
    return this.lent
      ? { state: "lent", lent_to: "orrery study", since: new Date().toISOString() }
      : { state: "ready", lent_to: null, since: null };
  }
}

function write(response, { status = 200, headers = {}, json, body }) {
  const text = json === undefined ? body : JSON.stringify(json);
  const type = json === undefined ? {} : { "Content-Type": "application/json" };
  response.writeHead(status, { ...type, ...headers });
  response.end(text);
}

/** Starts a mock on a port, 0 for any; returns its address and how to end it. */
export async function startMock(reportFolder, webFolder, port = 0) {
  const study = await Study.read(reportFolder);
  const mock = new Mock(study, new Traffic(study), webFolder);
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://mock");
    mock.answer(request, url).then(
      (answer) => write(response, answer),
      (error) => {
        const code = error.status ?? 500;
        if (code === 500) console.error(error);
        const json = { error: { code, message: error.message } };
        write(response, { status: code, headers: error.headers, json });
      },
    );
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { address, stop };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , report, web, port] = process.argv;
  const { address } = await startMock(report, web, Number(port ?? 0));
  console.log(`${address} admin token: ${tokens.admin}`);
}
