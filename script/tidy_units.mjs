// Joins the sources of each module into few units for clang-tidy, for most of what it costs is
// reading the same headers again: node script/tidy_units.mjs <build> [<source>…]
//
// Writes <build>/units/<n>_<module>.cpp and their compile commands, and prints a line a unit: its
// path and the sources in it. A unit is its sources' text one after the other, so that all of it
// counts as the main file. Two sources stay apart where one has a private name, or takes one by
// `using`, that the other has as well or knows from a header.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const sourcesMax = 24;
const [build, ...only] = process.argv.slice(2);
const root = process.cwd();

/** Returns the names that a text declares at the first column, in namespaces of some name. */
function declared(text, inNamespace) {
  const names = new Set();
  const scopes = [];
  const noName = /^(?:template|using \S+;|namespace|(?:public|private|protected):)/;
  // What raw strings hold, mostly SQL, declares nothing.
  for (const line of text.replace(/R"(\w*)\([^]*?\)\1"/g, '""').split("\n")) {
    const opened = /^(?:inline )?namespace ?([\w:]*) \{$/.exec(line);
    if (opened) scopes.push(opened[1]);
    else if (/^\}  \/\/ namespace/.test(line)) scopes.pop();
    else if (inNamespace(scopes) && /^[A-Za-z[]/.test(line) && !noName.test(line)) {
      const head = line.replace(/^\[\[\w+\]\] /, "").split(/[({=;[]|(?<!:):(?!:)/)[0];
      const name = /(\w+)$/.exec(head.trimEnd());
      if (name) names.add(name[1]);
    }
  }
  return names;
}

/** Returns what a source has for itself: its anonymous namespaces and its macros. */
function privateNames(text) {
  const names = declared(text, (scopes) => scopes.includes(""));
  for (const [, name] of text.matchAll(/^#define (\w+)/gm)) names.add(name);
  return names;
}

/** Returns what a source's `using` at the first column brings: the names and what they mean. */
function aliases(text) {
  const found = text.matchAll(/^(?:using|namespace) (?:(\w+) = )?([\w:]*?(\w+));/gm);
  return new Map([...found].map(([, alias, meaning, last]) => [alias ?? last, meaning]));
}

const headers = new Map();
/** Returns what the headers declare that a text includes, and theirs: module and name. */
function namesOfHeaders(text, names = new Set(), read = new Set()) {
  for (const [, path] of text.matchAll(/^#include "(.+)"/gm)) {
    if (read.has(path) || !existsSync(join("src", path))) continue;
    read.add(path);
    if (!headers.has(path)) {
      const header = readFileSync(join("src", path), "utf8");
      const module = path.split("/")[0];
      const own = [...declared(header, () => true)].map((name) => `${module} ${name}`);
      headers.set(path, { header, own });
    }
    const { header, own } = headers.get(path);
    for (const name of own) names.add(name);
    namesOfHeaders(header, names, read);
  }
  return names;
}

// The names of base are in the namespace that holds all others.
const knows = (one, { names, module }) =>
  [...names].some((name) => one.known.has(`${module} ${name}`) || one.known.has(`base ${name}`));
const differ = (one, other) =>
  [...one.aliases].some(
    ([name, meaning]) =>
      other.names.has(name) || (other.aliases.has(name) && other.aliases.get(name) !== meaning),
  );
const clash = (one, other) =>
  [...one.names].some((name) => other.names.has(name)) ||
  knows(one, other) ||
  knows(other, one) ||
  differ(one, other) ||
  differ(other, one);

/** Puts sources into as few units as the clashes between them allow, first fit. */
function pack(sources) {
  const units = [];
  for (const source of sources) {
    const fits = (unit) => unit.length < sourcesMax && !unit.some((other) => clash(source, other));
    const unit = units.find(fits);
    if (unit) unit.push(source);
    else units.push([source]);
  }
  return units;
}

const sources = JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8"))
  .map((entry) => ({ ...entry, path: relative(root, entry.file) }))
  .filter(({ path }) => path.startsWith("src/"))
  .filter(({ command }) => !command.includes("/classifier_trainer.dir/"))
  .filter(({ path }) => only.length === 0 || only.includes(path))
  .sort((one, other) => (one.path < other.path ? -1 : 1))
  .map(({ path, command, directory }) => {
    const text = readFileSync(path, "utf8");
    return {
      path,
      directory,
      text,
      flags: command.slice(0, command.lastIndexOf(" -o ")),
      module: path.split(/[/.]/)[1],
      names: privateNames(text),
      aliases: aliases(text),
      known: namesOfHeaders(text),
    };
  });

if (sources.length === 0) {
  console.error("no source of src/ to check: name them as git does, or none for all");
  process.exit(1);
}

// A unit of several modules would read the headers of all of them, which costs more than it saves.
const modules = new Set(sources.map((source) => source.module));
const length = (unit) => unit.reduce((sum, { text }) => sum + text.length, 0);
// The long ones first, so that the cores end together.
const units = [...modules]
  .flatMap((module) => pack(sources.filter((source) => source.module === module)))
  .sort((one, other) => length(other) - length(one));

const folder = join(root, build, "units");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const entries = units.map((unit, number) => {
  const file = join(folder, `${number}_${unit[0].module}.cpp`);
  const parts = unit.map(({ path, text }) => `#line 1 "${join(root, path)}"\n${text}`);
  writeFileSync(file, parts.join("\n"));
  console.log([file, ...unit.map(({ path }) => path)].join(" "));
  return { directory: unit[0].directory, file, command: `${unit[0].flags} -c ${file}` };
});
writeFileSync(join(folder, "compile_commands.json"), JSON.stringify(entries, null, 1));
