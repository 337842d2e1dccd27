// Bundles the TypeScript of this folder: node bundle.mjs FOLDER writes the scripts and the style
// sheets of the report and of the dashboard, the dashboard's shell, and the names that readers know
// columns by, which the report reads too.
//
// ECharts ships ES5 with ES modules, and the sources of the report are lowered to ES5 here,
// because the engine that draws the images reads nothing newer. Its parser also stumbles over what
// the syntax minifier writes, so image.js only loses its spaces and long names. The dashboard is
// for browsers alone and stays ES2020.

import { copyFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import typescript from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error("usage: node bundle.mjs FOLDER");
  process.exit(2);
}

const { ES5 } = typescript.ScriptTarget;
const { ESNext } = typescript.ModuleKind;
const lowered = {
  name: "typescript-to-es5",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: typescript.transpileModule(readFileSync(path, "utf8"), {
        compilerOptions: { target: ES5, module: ESNext },
      }).outputText,
      loader: "js",
    }));
  },
};

// A page travels alone, so the notices of what it contains travel in it.
const find = createRequire(import.meta.url);
const packages = join(dirname(find.resolve("echarts/package.json")), "..");
const licenses = ["echarts/NOTICE", "zrender/LICENSE"]
  .map((name) => readFileSync(join(packages, name), "utf8").trim().replaceAll("*/", "* /"))
  .join("\n\n");

const shared = {
  bundle: true,
  charset: "ascii",
  legalComments: "eof",
  logLevel: "warning",
  plugins: [lowered],
  target: "es5",
  footer: { js: `/*!\n${licenses}\n*/` },
};

await esbuild.build({
  ...shared,
  entryPoints: [join(here, "src/image/image.ts")],
  minifyWhitespace: true,
  minifyIdentifiers: true,
  outfile: join(folder, "image.js"),
});
await esbuild.build({
  ...shared,
  entryPoints: [join(here, "src/page/report.ts")],
  minify: true,
  outfile: join(folder, "report.js"),
});
await esbuild.build({
  ...shared,
  entryPoints: [join(here, "src/page/early.ts")],
  minify: true,
  footer: {},
  outfile: join(folder, "early.js"),
});
await esbuild.build({
  ...shared,
  entryPoints: [join(here, "src/dashboard/main.ts")],
  plugins: [],
  target: "es2020",
  minify: true,
  tsconfig: join(here, "tsconfig.dashboard.json"),
  outfile: join(folder, "dashboard.js"),
});
for (const sheet of ["report.css", "dashboard.css"]) {
  await esbuild.build({
    entryPoints: [join(here, sheet)],
    bundle: true,
    minify: true,
    charset: "utf8",
    logLevel: "warning",
    outfile: join(folder, sheet),
  });
}
copyFileSync(join(here, "dashboard.html"), join(folder, "dashboard.html"));
copyFileSync(join(here, "src/names.json"), join(folder, "names.json"));
