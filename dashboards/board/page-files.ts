import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";

const FOLDER = new URL("./page/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".ts": "text/javascript; charset=utf-8",
};

/** A file of the page as it is served: `tag` changes with its content. */
export type PageFile = { readonly type: string; readonly body: string; readonly tag: string };

/**
 * The page's static files by name. Browsers get TypeScript without its types, under its own name,
 * so that imports read the same.
 */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(FOLDER)) {
    const type = TYPES[extname(name)];
    if (!type) continue;
    const source = readFileSync(new URL(name, FOLDER), "utf8");
    const body = extname(name) === ".ts" ? stripTypeScriptTypes(source) : source;
    const tag = `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
    files.set(name, { type, body, tag });
  }
  return files;
}

/** The page's frame, which says to its script in which language and zone to speak. */
export function createFrame(zone: string): (lang: "en" | "fr") => string {
  const html = readFileSync(new URL("board.html", FOLDER), "utf8");
  return (lang) => html.replaceAll("{lang}", lang).replaceAll("{zone}", escapeAttribute(zone));
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
