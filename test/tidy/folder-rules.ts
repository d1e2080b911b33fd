import { importsOf } from "./imports.ts";
import type { Rule } from "./rule.ts";
import { isProduct, offence } from "./source-file.ts";

/** Who may import whom, besides itself. Stages meet in topics and tables, never in calls. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  platform: [],
  ingest: ["schemas", "platform"],
  analyzers: ["schemas", "platform"],
  verifiers: ["schemas", "platform"],
  alerts: ["schemas", "platform"],
  dashboards: ["schemas", "platform"],
  app: ["schemas", "platform", "ingest", "analyzers", "verifiers", "alerts", "dashboards"],
};

/** The only file outside the demo that may start it. */
const DEMO_COMMAND = "app/commands/demo.ts";
/** The demo acts only through files, HTTP, config and the clock. */
const DEMO_MAY_IMPORT = ["app", "schemas", "platform"];

export const folderRule: Rule = {
  name: "a folder imports only those that DESIGN.md allows it",
  check: (file) =>
    isProduct(file)
      ? importsOf(file).flatMap(({ index, target }) => {
          if (target === null) return [];
          const [from, to] = [folderOf(file.path), folderOf(target)];
          if (from === to || MAY_IMPORT[from]?.includes(to)) return [];
          return [offence(file, index, `${from} may not import ${target}`)];
        })
      : [],
  damage: [
    { path: "schemas/a.ts", text: 'import { a } from "../platform/b.ts";' },
    { path: "platform/log/a.ts", text: 'import type { A } from "../../schemas/b.ts";' },
    { path: "ingest/a.ts", text: 'import {\n  type A,\n  b,\n} from "../analyzers/b.ts";' },
    { path: "alerts/a/b.ts", text: 'export * from "../../verifiers/b.ts";' },
    { path: "dashboards/a.ts", text: 'const a = await import("../app/b.ts");' },
    { path: "ingest/a.ts", text: 'import "../alerts/b.ts";' },
    { path: "app/a.ts", text: 'import { a } from "../test/b.ts";' },
    { path: "analyzers/a.ts", text: 'import { a } from "../../elsewhere/b.ts";' },
  ],
  fine: [
    { path: "ingest/a/b.ts", text: 'import { a } from "../../platform/log/b.ts";' },
    { path: "ingest/a/b.ts", text: 'import { a } from "../writer/b.ts";' },
    { path: "ingest/a.ts", text: '// import { a } from "../alerts/b.ts";' },
    { path: "test/a.test.ts", text: 'import { a } from "../alerts/b.ts";' },
    { path: "schemas/a.ts", text: 'import { readFileSync } from "node:fs";' },
  ],
};

export const demoRule: Rule = {
  name: "nothing but its command imports the demo, and the demo calls no stage",
  check: (file) =>
    isProduct(file)
      ? importsOf(file).flatMap(({ index, target }) => {
          if (target === null) return [];
          const inside = file.path.startsWith("app/demo/");
          if (target.startsWith("app/demo/") && !inside && file.path !== DEMO_COMMAND)
            return [offence(file, index, "imports the demo")];
          if (inside && !DEMO_MAY_IMPORT.includes(folderOf(target)))
            return [offence(file, index, "the demo calls a stage")];
          return [];
        })
      : [],
  damage: [
    { path: "app/processes/a.ts", text: 'import { a } from "../demo/b.ts";' },
    { path: "app/commands/add-status.ts", text: 'import type { A } from "../demo/b.ts";' },
    { path: "app/demo/a.ts", text: 'import { a } from "../../analyzers/b.ts";' },
    { path: "app/demo/c/a.ts", text: 'import type { A } from "../../../verifiers/b.ts";' },
  ],
  fine: [
    { path: DEMO_COMMAND, text: 'import { a } from "../demo/b.ts";' },
    { path: "app/demo/a.ts", text: 'import { a } from "../../platform/clock/b.ts";' },
    { path: "app/demo/a.ts", text: 'import { a } from "./production/b.ts";' },
  ],
};

export const extensionRule: Rule = {
  name: "an import of ours ends in its file's extension",
  check: (file, files) =>
    importsOf(file).flatMap(({ index, target, specifier }) => {
      if (target === null) return [];
      if (!/\.(ts|json)$/.test(specifier)) return [offence(file, index, `${specifier} has none`)];
      return files.some(({ path }) => path === target)
        ? []
        : [offence(file, index, `${target} does not exist`)];
    }),
  damage: [
    { path: "schemas/a.ts", text: 'import { a } from "./b";' },
    { path: "schemas/a.ts", text: 'import { a } from "./b.js";' },
    { path: "schemas/a.ts", text: 'import { a } from "./absent.ts";' },
  ],
  fine: [
    { path: "schemas/a.ts", text: 'import { a } from "./a.ts";' },
    { path: "schemas/a.ts", text: 'import { z } from "zod";' },
  ],
};

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}
