import type { Rule } from "./rule.ts";
import { isProduct, type SourceFile } from "./source-file.ts";

const DRAWERS = /^(utils?|types?|helpers?|common|misc|shared|lib|constants|index|main)\.ts$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
const OWN_NAMES =
  /^(README|CONTRIBUTING|CHANGELOG|LICENSE|CONTRACT|DESIGN|STYLE)\.md$|^\.(gitignore|npmrc)$/;

const EXPORTED =
  /\bexport\s+(?:default\s+)?(?:async\s+)?(?:function\*?|const|class|type|abstract class)\s+(\w+)/g;
const LISTED = /\bexport\s+(?:type\s+)?\{([^}]*)\}/g;

/** Files of nouns: types or schemas that belong together, so that none is the main one. */
const NOUN_FILES: readonly string[] = ["schemas/", "platform/calendar/calendar.ts"];

export const drawerRule: Rule = {
  name: "no file is a drawer",
  check: (file) => (DRAWERS.test(baseOf(file.path)) ? [file.path] : []),
  damage: ["utils.ts", "util.ts", "types.ts", "helpers.ts", "common.ts", "index.ts"].map(
    (name) => ({
      path: `app/${name}`,
      text: "",
    }),
  ),
  fine: [{ path: "app/report-types.ts", text: "" }],
};

export const kebabRule: Rule = {
  name: "names of files and folders are in kebab-case",
  check: (file) =>
    file.path.split("/").every((part) => KEBAB.test(part) || OWN_NAMES.test(part) || part === ".ci")
      ? []
      : [file.path],
  damage: ["app/openLog.ts", "app/OpenLog.ts", "app/open_log.ts", "openLog/a.ts"].map((path) => ({
    path,
    text: "",
  })),
  fine: ["app/open-log.ts", "app/0001-a.sql", "a.schema.json", "README.md", ".ci/run"].map(
    (path) => ({ path, text: "" }),
  ),
};

export const mainExportRule: Rule = {
  name: "a file is named for what it exports",
  check: (file) => {
    if (!isProduct(file) || NOUN_FILES.some((start) => file.path.startsWith(start))) return [];
    // Named for the package that it describes.
    if (file.path.endsWith(".d.ts")) return [];
    const names = exportsOf(file);
    const words = wordsOf(baseOf(file.path));
    const says = (name: string, word: string) => name.toLowerCase().includes(word);
    const isNamed =
      names.length <= 1
        ? names.every((name) => words.every((word) => says(name, word)))
        : names.some((name) => words.some((word) => says(name, word)));
    return isNamed ? [] : [`${file.path} exports ${names.join(", ")}`];
  },
  damage: [
    { path: "app/open-log.ts", text: "export function openStore() {}" },
    { path: "app/open-log.ts", text: "export type Store = 1;\nexport const read = 1;" },
    { path: "app/open-log.ts", text: "export class Store {}" },
  ],
  fine: [
    { path: "app/open-log.ts", text: "export async function openLog() {}" },
    { path: "app/event-log.ts", text: "export type EventLog = 1;" },
    { path: "app/collectors.ts", text: "export function createCollectors() {}" },
    { path: "app/undersized/detect.ts", text: "export function detectUndersized() {}" },
    {
      path: "app/incident-rows.ts",
      text: "export const readIncident = 1, a = 2;\nexport type B = 1;",
    },
    { path: "app/open-log.ts", text: 'export { type Log, openLog } from "./b.ts";' },
    { path: "app/cli.ts", text: "run();" },
    { path: "app/database.ts", text: "export class Database {}" },
    { path: "schemas/events.ts", text: "export const eventSchema = 1;" },
  ],
};

function exportsOf(file: SourceFile): readonly string[] {
  const declared = [...file.code.matchAll(EXPORTED)].map(([, name]) => name ?? "");
  const listed = [...file.code.matchAll(LISTED)].flatMap(([, list]) =>
    (list ?? "").split(",").map((one) => one.trim().split(/\s+/).at(-1) ?? ""),
  );
  return [...declared, ...listed].filter((name) => name !== "");
}

/** In lower case, without the `s` of a plural. */
function wordsOf(base: string): readonly string[] {
  return base
    .replace(/\.ts$/, "")
    .split("-")
    .map((word) => word.replace(/s$/, ""));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
