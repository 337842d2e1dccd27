// What is in the Debian package that ORRERY_PACKAGE names. Its life on a clean Debian is
// script/test-package.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

const run = promisify(execFile);
const root = join(new URL(".", import.meta.url).pathname, "../..");

/** Exposure that systemd may rate the unit with, in tenths of its points. */
const exposureMax = 20;
/** What an orderly end may take beyond drain_ms: labels, and records on their way. */
const endingMs = 30_000;

const expectedFiles = [
  "-rw-r--r-- /etc/logrotate.d/orrery",
  "-rw------- /etc/orrery/environment",
  "-rw-r--r-- /etc/orrery/orrery.toml",
  "-rw-r--r-- /lib/systemd/system/orrery.service",
  "-rwxr-xr-x /usr/bin/orrery",
  "-rw-r--r-- /usr/lib/orrery/libduckdb.so",
  "-rw-r--r-- /usr/share/bash-completion/completions/orrery",
  "-rw-r--r-- /usr/share/doc/orrery/changelog.Debian.gz",
  "-rw-r--r-- /usr/share/doc/orrery/copyright",
  "-rw-r--r-- /usr/share/doc/orrery/examples/orrery.json",
  "-rw-r--r-- /usr/share/doc/orrery/examples/orrery.rules.yml",
  "-rw-r--r-- /usr/share/doc/orrery/examples/orrery.toml",
  "-rw-r--r-- /usr/share/doc/orrery/gateway.md",
  "-rw-r--r-- /usr/share/doc/orrery/gateway_api.md",
  "-rw-r--r-- /usr/share/doc/orrery/operations.md",
  "-rw-r--r-- /usr/share/doc/orrery/privacy.md",
  "-rw-r--r-- /usr/share/doc/orrery/record.md",
  "-rw-r--r-- /usr/share/lintian/overrides/orrery",
  "-rw-r--r-- /usr/share/man/man1/orrery.1.gz",
];

/** Runs a program of this machine, or skips the test where there is none. */
async function runIfThere(t, program, args) {
  try {
    return (await run(program, args)).stdout;
  } catch (error) {
    if (error.code === "ENOENT") return t.skip(`there is no ${program}`);
    assert.fail(`${program}: ${error.stdout}${error.stderr}`);
  }
}

let folder;
let debian;
let tree;
let lines;

before(async () => {
  assert.ok(process.env.ORRERY_PACKAGE, "ORRERY_PACKAGE names the package: script/package");
  debian = resolve(process.env.ORRERY_PACKAGE);
  delete process.env.LD_LIBRARY_PATH; // The binary must find its library by itself.
  folder = await mkdtemp(join(tmpdir(), "orrery-package-"));
  tree = join(folder, "tree");
  await run("dpkg-deb", ["--raw-extract", debian, tree]);
  lines = (await run("dpkg-deb", ["--contents", debian])).stdout.trim().split("\n");
});

after(() => rm(folder, { recursive: true, force: true }));

const text = (path) => readFile(join(tree, path), "utf8");
const field = async (name) => (await run("dpkg-deb", ["-f", debian, name])).stdout.trim();

test("it has these files with these modes, all of root", () => {
  const files = [];
  for (const line of lines) {
    const [, mode, owner, path] = /^(\S+) (\S+)\s+\d+ \S+ \S+ \.(.*)$/.exec(line);
    assert.equal(owner, "root/root", path);
    if (mode.startsWith("d")) assert.equal(mode, "drwxr-xr-x", path);
    else files.push(`${mode} ${path}`);
  }
  const byPath = (a, b) => (a.slice(11) < b.slice(11) ? -1 : 1);
  assert.deepEqual(files.sort(byPath), [...expectedFiles].sort(byPath));
});

test("whatever lies below /etc is the operator's to edit", async () => {
  const marked = (await text("DEBIAN/conffiles")).trim().split("\n").sort();
  const paths = expectedFiles.map((line) => line.slice(11));
  assert.deepEqual(marked, paths.filter((path) => path.startsWith("/etc/")).sort());
});

test("its version is the program's and heads the changelog", async () => {
  const project = await readFile(join(root, "CMakeLists.txt"), "utf8");
  const [, version] = /project\(orrery VERSION ([\d.]+)/.exec(project);
  assert.equal(await field("Version"), `${version}-1`);
  const packed = await readFile(join(tree, "usr/share/doc/orrery/changelog.Debian.gz"));
  const changelog = gunzipSync(packed).toString();
  assert.ok(changelog.startsWith(`orrery (${version}-1) `), changelog.split("\n")[0]);
  const asked = await run(join(tree, "usr/bin/orrery"), ["--version"]);
  assert.equal(asked.stdout.trim(), version);
});

test("it depends on the libraries that it uses and on no package for building", async () => {
  const depends = await field("Depends");
  for (const name of ["adduser", "ca-certificates", "libc6", "libssl3", "libsqlite3-0"]) {
    assert.match(depends, new RegExp(`(^|, )${name}( |,|$)`));
  }
  assert.doesNotMatch(depends, /-dev\b|duckdb/);
});

test("the binary looks for DuckDB beside itself and nowhere else", async (t) => {
  const dynamic = await runIfThere(t, "readelf", ["--dynamic", join(tree, "usr/bin/orrery")]);
  if (dynamic === undefined) return;
  assert.deepEqual(/\((?:RUN|R)PATH\).*\[(.*)\]/.exec(dynamic)?.[1], "$ORIGIN/../lib/orrery");
});

test("the configuration it brings can be read, listens here only and holds no key", async () => {
  const config = join(tree, "etc/orrery/orrery.toml");
  const asked = await run(join(tree, "usr/bin/orrery"), ["serve", "--check", "--config", config]);
  assert.match(asked.stdout, /^1 providers, 1 models, 1 endpoints\n {2}orrery\/echo {2}echo\n/);
  const said = await text("etc/orrery/orrery.toml");
  assert.match(said, /^listen = "127\.0\.0\.1:8080"$/m);
  assert.doesNotMatch(said, /sk-|AIza/);
  const environment = (await text("etc/orrery/environment")).split("\n");
  assert.ok(environment.every((line) => line === "" || line.startsWith("#")));
});

test("the service may take longer to end than its requests", async () => {
  const unit = await text("lib/systemd/system/orrery.service");
  const [, stop_s] = /^TimeoutStopSec=(\d+)$/m.exec(unit);
  const [, drain_ms] = /^drain_ms = (\d+)$/m.exec(await text("etc/orrery/orrery.toml"));
  assert.ok(Number(stop_s) * 1000 >= Number(drain_ms) + endingMs, `${stop_s} s, ${drain_ms} ms`);
});

test("the service is shut in", async (t) => {
  const unit = await text("lib/systemd/system/orrery.service");
  const stated = [
    "User=orrery", "DynamicUser=no", "NoNewPrivileges=yes", "LimitCORE=0", "LimitNICE=+0",
  ];
  for (const line of stated) {
    assert.ok(unit.split("\n").includes(line), line);
  }
  await runIfThere(t, "systemd-analyze", [
    "security", "--offline=true", `--threshold=${exposureMax}`, "--no-pager",
    join(tree, "lib/systemd/system/orrery.service"),
  ]);
});

test("the manual page and the completion are the program's", async () => {
  const packed = await readFile(join(tree, "usr/share/man/man1/orrery.1.gz"));
  const printed = await run(join(tree, "usr/bin/orrery"), ["man"]);
  assert.equal(gunzipSync(packed).toString(), printed.stdout);
  await run("bash", ["-n", join(tree, "usr/share/bash-completion/completions/orrery")]);
});

test("its scripts are shell and none deletes the store", async () => {
  for (const name of ["postinst", "prerm", "postrm"]) {
    await run("sh", ["-n", join(tree, "DEBIAN", name)]);
    assert.doesNotMatch(await text(`DEBIAN/${name}`), /rm -r[^\n]*\/var\/lib\/orrery/);
  }
});

test("lintian finds no error and warns of nothing", async (t) => {
  await runIfThere(t, "lintian", ["--allow-root", "--fail-on", "error,warning", debian]);
});
