import type { Example, Rule } from "./rule.ts";
import { offence, type SourceFile } from "./source-file.ts";

type Ban = {
  readonly name: string;
  readonly pattern: RegExp;
  /** What to use instead, and why. */
  readonly instead: string;
  /** Paths, by their beginning, where it is right, each with its reason. */
  readonly except: Readonly<Record<string, string>>;
  /** Paths where it is wrong; all, if absent. */
  readonly only?: RegExp;
  readonly damage: readonly string[];
  readonly fine: readonly string[];
};

const CLOCK = "platform/clock/system-clock.ts";

const BANS: readonly Ban[] = [
  {
    name: "the ambient clock",
    pattern:
      /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|\bDate\(\s*\)|\bTemporal\.Now\b/g,
    instead: "take a Clock",
    except: { [CLOCK]: "its home" },
    damage: [
      "const a = Date.now();",
      "new Date()",
      "const now = Date.now;",
      "Temporal.Now.instant()",
    ],
    fine: [
      "new Date(atMs).toISOString()",
      'const a = "Date.now()";',
      "// new Date()",
      "Date.UTC(2026)",
    ],
  },
  {
    name: "the ambient stopwatch",
    pattern: /\bperformance\.(now|timeOrigin)\b|\bprocess\.(hrtime|uptime)\b/g,
    instead: "take a Clock",
    except: {},
    damage: ["const a = performance.now();", "process.hrtime.bigint()"],
    fine: ["const performance = 1;"],
  },
  {
    name: "the ambient environment",
    pattern: /\bprocess\.env\b|\bimport\b[^;]*\benv\b[^;]*from/g,
    instead: "take what app/config has read",
    except: {
      "app/": "where configuration is read",
      "platform/threads/open-thread.ts": "handed on to threads as it is",
      "test/": "what a machine can run is told by its environment",
    },
    damage: ["const a = process.env.HOME;", 'import { env } from "node:process";'],
    fine: ["const { env } = options;"],
  },
  {
    name: "ambient randomness",
    pattern: /\bMath\.random\b|\bcrypto\.getRandomValues\b/g,
    instead: "take a seed, or an identity from node:crypto",
    except: {},
    damage: ["Math.random() < 0.5"],
    fine: ["randomUUID()"],
  },
  {
    name: "the console",
    pattern: /\bconsole\.[a-z]/g,
    instead: "take a Logger; commands write to the streams they are given",
    except: {},
    damage: ['console.log("x")', "console.error(error)"],
    fine: ['page.on("console", listen)'],
  },
  {
    name: "timers",
    pattern: /\bset(Timeout|Interval)\b/g,
    instead: "use the Clock's every, everyMinute or sleep",
    except: {
      [CLOCK]: "its home",
      "dashboards/board/page/": "runs in the browser, where there is no Clock",
      "platform/store/http/serve-store.ts": "cuts off a query of a peer; nothing is decided by it",
      "test/": "a test may wait for a real process or a browser",
    },
    damage: [
      "setTimeout(() => {}, 5)",
      'import { setTimeout as sleep } from "node:timers/promises";',
    ],
    fine: ["clock.sleep(5)"],
  },
  {
    name: "a state of whatever version",
    pattern: /\bopen(Sqlite|Postgres)?State\b/g,
    instead: "openKnownState refuses one that a newer Vigie has changed",
    except: {
      "platform/state/": "its home",
      "app/processes/open-known-state.ts": "where it is refused",
      "ingest/accept/thread/accepting-thread.ts": "a second connection to the one that is known",
      "test/": "which has states of its own",
    },
    damage: ["const state = await openState(connection);", "openSqliteState({ file })"],
    fine: ["await openKnownState(config, environment);"],
  },
  {
    name: "any",
    pattern: /(?<=[:<,|&(=]\s*|\bas\s+|\bextends\s+)\bany\b(?!\s*[:(.=?])/g,
    instead: "say unknown, and parse it",
    except: {},
    damage: [
      "let a: any;",
      "const a = b as any;",
      "Record<string, any>",
      "f<any>()",
      "(a: any) => a",
    ],
    fine: ["const any = 1;", "// any", "{ any: 1 }", "z.any(1)", "let a: unknown;"],
  },
  {
    name: "TypeScript that Node cannot strip",
    pattern:
      /^\s*(export\s+)?(declare\s+)?(const\s+)?(enum|namespace|module)\s+\w+|\(\s*(private|public|protected|readonly)\s+\w+\s*[?:,)]|^\s*(private|public|protected)\s+\w+|^\s*import\s+\w+\s*=/gm,
    instead: "use a union of words, a module, or a #private field",
    except: {},
    damage: [
      "enum Colour { Red }",
      "export const enum Colour { Red }",
      "namespace A {}",
      "class A { constructor(private a: string) {} }",
      "class A {\n  constructor(\n    public a: string,\n  ) {}\n}",
      'import fs = require("node:fs");',
    ],
    fine: [
      "readonly a: string;",
      "(readonly string[])[]",
      "const a = (readonly) => 1;",
      "f(readonly)",
      "#a = 1;",
    ],
  },
  {
    name: "silencing the checkers",
    pattern: /@ts-(ignore|nocheck|expect-error)\b|biome-ignore(?!.*: \S+)/g,
    instead: "mend it, or say why after a colon",
    except: { "test/tidy/": "names them" },
    damage: [
      "// @ts-ignore\na;",
      "// @ts-expect-error",
      "// biome-ignore lint/suspicious/noConsole",
    ],
    fine: ["// biome-ignore lint/a/b: the page has no logger"],
  },
  {
    name: "a test that waits by the wall clock",
    pattern: /\bawait\s+(sleep|delay|wait)\(\s*[\d_]{3,}/g,
    instead: "wait for what is expected, or advance a simulated clock",
    only: /\.test\.ts$/,
    except: {},
    damage: ["await sleep(500);", "await delay(1_000);"],
    fine: ["await clock.sleep(500);", "await sleep(5);"],
  },
];

export const banRules: readonly Rule[] = BANS.map((ban) => ({
  name: `${ban.name} is banned (${ban.instead})`,
  check: (file) => (isBound(file, ban) ? offencesOf(file, ban) : []),
  damage: ban.damage.map((text) => example(ban, text)),
  fine: ban.fine.map((text) => example(ban, text)),
}));

function isBound({ path }: SourceFile, { except, only = /\.ts$/ }: Ban): boolean {
  return only.test(path) && !Object.keys(except).some((start) => path.startsWith(start));
}

/** Bans of comments are looked for in the text, all others in the code. */
function offencesOf(file: SourceFile, ban: Ban): readonly string[] {
  const where = ban.name === "silencing the checkers" ? file.text : file.code;
  return [...where.matchAll(ban.pattern)].map((found) =>
    offence(file, found.index, `${found[0].trim()}: ${ban.instead}`),
  );
}

function example({ only }: Ban, text: string): Example {
  return { path: only ? "test/a.test.ts" : "analyzers/a.ts", text };
}
