// Builds the viewer's script and style into flows/release/viewer/assets/, and the manifest that says what is in them.
// The same sources and lock give the same bytes; `make viewer` runs it. Users of the project never do.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "flows", "release", "viewer", "assets");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const read = (...parts) => readFileSync(join(here, ...parts));

// What ends up in the page: the packages that esbuild reads a file of, found by a first run.
const lock = JSON.parse(read("package-lock.json"));
const options = {
  absWorkingDir: here,
  entryPoints: ["src/main.tsx"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome109", "firefox115", "safari16.4"],
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  loader: { ".woff2": "dataurl", ".txt": "text" },
  outdir: "build",
  entryNames: "viewer",
  write: false,
  metafile: true,
  logLevel: "warning",
};
mkdirSync(join(here, "build"), { recursive: true });
writeFileSync(join(here, "build", "licences.txt"), "");
const draft = await build(options);
const packages = [...new Set(Object.keys(draft.metafile.inputs).map(packageOf).filter(Boolean))].sort();
const notices = packages.map((path) => {
  const name = path.replace(/^.*node_modules\//, "");
  const { version, license } = JSON.parse(read(path, "package.json"));
  const file = readdirSync(join(here, path)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file: read its terms, and leave it out or add them by hand`);
  return { path, name, version, license, text: read(path, file).toString("utf8").replace(/\r\n/g, "\n").trim() };
});
const licences = notices.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`);
writeFileSync(join(here, "build", "licences.txt"), licences);

const made = await build(options);
const files = {};
mkdirSync(assets, { recursive: true });
for (const output of made.outputFiles) {
  const name = output.path.endsWith(".css") ? "viewer.css" : "viewer.js";
  const text = output.text.trimEnd();
  // Either would end the element of the page in which it stands.
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${name} holds the end of an element`);
  writeFileSync(join(assets, name), text);
  files[name] = sha256(text);
}
writeFileSync(join(assets, "LICENCES.txt"), licences);
files["LICENCES.txt"] = sha256(licences);

const sources = {};
for (const name of ["build.mjs", "package.json", "package-lock.json", "tsconfig.json", ...readdirSync(join(here, "src")).map((entry) => `src/${entry}`)].sort()) {
  sources[`web/${name}`] = sha256(read(name));
}
const manifest = {
  files,
  packages: notices.map(({ path, name, version, license }) => ({ name, version, licence: license, integrity: lock.packages[path].integrity })),
  sources,
};
writeFileSync(join(assets, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
for (const [name, digest] of Object.entries(files)) console.log(digest, name);

function packageOf(input) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return found ? found[1] : null;
}
