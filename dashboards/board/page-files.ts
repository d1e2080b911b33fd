import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const FOLDER = new URL("./page/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".js": "text/javascript; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
};
/** Nearly as small as the best there is, in a tenth of its time. */
const BROTLI_QUALITY = 9;
/** Comments that have lines of their own, with what stands empty at the end of a line. */
const COMMENT = /^[ \t]*(?:\/\*\*[\s\S]*?\*\/|\/\/.*)$|[ \t]+$/gm;
const FIRST_MODULE = "shell/start-board.ts";
/** The last one first. */
const FIRST_STYLES = ["shell/", "lib/", "base.css"];
const STYLES_OF_OTHER_PAGES: ReadonlySet<string> = new Set(["incident.css"]);
const IMPORTED = /^(?:import|export)\b[^;]*?from "(\.[^"]+)";$/gm;

/** Files of packages that the page uses, by the name under which browsers get them. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "lib/uplot.js": "uplot/dist/uPlot.esm.js",
  "lib/uplot.css": "uplot/dist/uPlot.min.css",
};
/** Files of ours, beside the page's folder, that the page uses: browsers get them below it. */
const SHARED = ["is-of-vigie", "kind-names", "level-names", "resolutions", "say-check-name"]
  .concat("say-resolution")
  .map((name) => `schemas/${name}.ts`);
/** How the page imports those. */
const FROM_SHARED = /(from ")(?:\.\.\/)+(?=schemas\/)/g;
/** Browsers know no packages: what imports one is given its file, below the page's folder. */
const PACKAGES: Readonly<Record<string, string>> = { uplot: "lib/uplot.js" };

export const ENCODINGS = ["br", "gzip"] as const;

/** A file of the page as it is served: `tag` changes with its content. */
export type PageFile = {
  readonly type: string;
  readonly body: string;
  readonly tag: string;
  /** The same, compressed. */
  readonly encoded: Readonly<Record<(typeof ENCODINGS)[number], Buffer>>;
};

let known: ReadonlyMap<string, PageFile> | undefined;

/**
 * The page's static files by path below `/board/`, read once per process. Browsers get TypeScript
 * without its types, under its own name, so that imports read the same.
 */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  known ??= readFiles();
  return known;
}

function readFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const path of readdirSync(FOLDER, { recursive: true, encoding: "utf8" })) {
    if (!TYPES[extname(path)]) continue;
    files.set(path, pageFile(path, readFileSync(new URL(path, FOLDER), "utf8")));
  }
  const { resolve } = createRequire(import.meta.url);
  for (const [path, source] of Object.entries(LIBRARIES))
    files.set(path, pageFile(path, readFileSync(resolve(source), "utf8")));
  for (const path of SHARED)
    files.set(
      path,
      pageFile(path, readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")),
    );
  return files;
}

function pageFile(path: string, source: string): PageFile {
  const body = extname(path) === ".ts" ? toScript(path, source) : source;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return {
    type: TYPES[extname(path)] ?? "",
    body,
    tag: `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`,
    encoded: { br: brotliCompressSync(body, { params }), gzip: gzipSync(body) },
  };
}

/** Lines keep their numbers, which browsers tell of errors; what only readers need isn't sent. */
function toScript(path: string, source: string): string {
  const script = stripTypeScriptTypes(source).replace(COMMENT, (said) =>
    "\n".repeat(said.split("\n").length - 1),
  );
  const toFolder = "../".repeat(path.split("/").length - 1) || "./";
  return Object.entries(PACKAGES).reduce(
    (text, [name, file]) => text.replaceAll(`from "${name}"`, `from "${toFolder}${file}"`),
    script.replace(FROM_SHARED, (_, from: string) => from + toFolder),
  );
}

/**
 * A word that changes whenever any of the files does. Below it addresses name one content for ever,
 * so that browsers keep it without asking again.
 */
export function versionOf(files: ReadonlyMap<string, PageFile>): string {
  const hash = createHash("sha256");
  for (const path of [...files.keys()].sort()) hash.update(`${path} ${files.get(path)?.tag}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** What the page's first module imports, directly or not, so that browsers load it all at once. */
export function modulesOf(files: ReadonlyMap<string, PageFile>, first: string): readonly string[] {
  const found = new Set([first]);
  for (const path of found)
    for (const [, imported = ""] of (files.get(path)?.body ?? "").matchAll(IMPORTED)) {
      const base = new URL(`http://board/${path}`);
      found.add(new URL(imported, base).pathname.slice(1));
    }
  return [...found];
}

/** What all views stand on comes first; pages without the shell have sheets of their own. */
function stylesOf(files: ReadonlyMap<string, PageFile>): readonly string[] {
  const rank = (path: string) => FIRST_STYLES.findIndex((start) => path.startsWith(start));
  return [...files.keys()]
    .filter((path) => path.endsWith(".css") && !STYLES_OF_OTHER_PAGES.has(path))
    .sort((a, b) => rank(b) - rank(a) || a.localeCompare(b));
}

type Frame = { readonly lang: "en" | "fr"; readonly at: string };

/**
 * The page's frame, which says to its script in which language and zone to speak, and what time it
 * is by Vigie's own clock.
 */
export function createFrame(zone: string): (frame: Frame) => string {
  const html = readFileSync(fileURLToPath(new URL("board.html", FOLDER)), "utf8");
  const files = readPageFiles();
  const folder = `/board/${versionOf(files)}`;
  const links = [
    ...stylesOf(files).map((path) => `<link rel="stylesheet" href="${folder}/${path}" />`),
    ...modulesOf(files, FIRST_MODULE).map(
      (path) => `<link rel="modulepreload" href="${folder}/${path}" />`,
    ),
  ];
  const filled = html
    .replace("{links}", () => links.join("\n    "))
    .replaceAll("{folder}", folder)
    .replaceAll("{zone}", () => escapeAttribute(zone));
  return ({ lang, at }) => filled.replaceAll("{lang}", lang).replaceAll("{at}", at);
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
