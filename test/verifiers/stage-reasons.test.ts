import { describe, expect, test } from "vitest";
import { checkDirectory } from "../../verifiers/formats/data-directory/check-directory.ts";
import { expandGzip } from "../../verifiers/formats/expand-gzip.ts";
import type { DumpItem } from "../../verifiers/formats/postgres-sql/dump-item.ts";
import { splitDump } from "../../verifiers/formats/postgres-sql/split-dump.ts";
import { createDumpRunner } from "../../verifiers/sandboxes/postgres-restore/dump-runner.ts";
import type { PostgresEngine } from "../../verifiers/sandboxes/postgres-restore/postgres-engine.ts";
import { restoreDump } from "../../verifiers/sandboxes/postgres-restore/restore-dump.ts";
import { describeState } from "../../verifiers/sandboxes/postgres-restore/sql-error.ts";
import { surveyDatabase } from "../../verifiers/sandboxes/postgres-restore/survey-database.ts";
import { expectBothLanguages } from "./expect-both-languages.ts";
import { makeTar } from "./make-tar.ts";

const MIB = 2 ** 20;
const END = "--\n-- PostgreSQL database dump complete\n--\n\n";
const gzipped = Buffer.from(
  await new Response(
    new Blob(["x".repeat(5_000)]).stream().pipeThrough(new CompressionStream("gzip")),
  ).arrayBuffer(),
);

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* repeat(first: string, text: string, times: number): AsyncIterable<Uint8Array> {
  yield Buffer.from(first);
  for (let time = 0; time < times; time += 1) yield Buffer.from(text);
}

describe("restoreDump() says in English and in French that a dump", () => {
  test.each([
    ["is whole", "pass", () => chunks(`SELECT 1;\n${END}`)],
    ["has no end", "fail", () => chunks("SELECT 1;\n")],
    ["ends within COPY", "fail", () => chunks("COPY t (a) FROM stdin;\n1\n")],
    ["ends within a statement", "fail", () => chunks("SELECT 1")],
    ["has a command in a statement", "fail", () => chunks("SELECT 1 \\gexec\n;\n")],
    ["has something after COPY", "fail", () => chunks("COPY t (a) FROM stdin; SELECT 1;\n")],
    ["is not UTF-8", "fail", () => chunks(Buffer.from("SELECT '\xe9';\n", "latin1"))],
    ["has too long a line", "fail", () => repeat("--", "x".repeat(MIB), 65)],
    ["has too long a statement", "fail", () => repeat("SELECT '", `${"x".repeat(MIB)}\n`, 65)],
    ["restricts twice", "fail", () => chunks("\\restrict a\n\\restrict b\n")],
    ["releases what was not held", "fail", () => chunks("\\restrict a\n\\unrestrict b\n")],
    ["leaves psql", "fail", () => chunks("\\! sh\n")],
    ["connects elsewhere", "fail", () => chunks("\\connect one\n\\connect two\n")],
    ["copies from a program", "fail", () => chunks("COPY t FROM PROGRAM 'sh';\n")],
    ["loads a library", "fail", () => chunks("LOAD 'evil';\n")],
    ["changes settings", "fail", () => chunks("ALTER SYSTEM SET a = 1;\n")],
    ["is damaged gzip", "fail", () => expandGzip(chunks(gzipped.subarray(0, 20)), MIB)],
    ["expands too far", "inconclusive", () => expandGzip(chunks(gzipped), 1_000)],
  ])("%s", async (_, verdict, bytes) => {
    const { sound } = await restoreDump(splitDump(bytes()), null);
    expect(sound.verdict).toBe(verdict);
    expectBothLanguages(sound.reason);
  });

  test("could not be read on", async () => {
    async function* nothing(): AsyncIterable<DumpItem> {}
    expectBothLanguages((await restoreDump(nothing(), null)).sound.reason);
  });
});

describe("checkDirectory() says in English and in French that an image", () => {
  const version = Buffer.from("17\n");
  const whole = makeTar({ PG_VERSION: version });
  test.each([
    ["ends early", whole.subarray(0, 700)],
    ["ends within a file", makeTar({ PG_VERSION: Buffer.alloc(2_000) }).subarray(0, 1_024)],
    ["has a damaged header", Buffer.from(whole).fill("z", 0, 3)],
    ["has no number in a header", Buffer.from(whole).fill("z", 148, 155)],
    ["has no PG_VERSION", makeTar({})],
    ["has no pg_control", whole],
    ["has a damaged pg_control", makeTar({ PG_VERSION: version, "global/pg_control": whole })],
  ])("%s", (_, tar) => {
    expectBothLanguages(checkDirectory(tar).fault ?? expect.fail());
  });
});

type Answer = readonly object[] | Error;

/** An engine that answers one query after another with these. */
function engineAnswering(...answers: readonly Answer[]): PostgresEngine {
  const left = [...answers];
  const query = async () => {
    const answer = left.shift() ?? expect.fail("more was asked than there are answers");
    if (answer instanceof Error) throw answer;
    return { rows: answer };
  };
  const none = async () => undefined;
  const createExtension = async () => false;
  return {
    query,
    exec: none,
    copyRows: none,
    createRole: none,
    createExtension,
    keepsOwners: true,
  } as PostgresEngine;
}

function sqlFailure(code: string): Error {
  return Object.assign(new Error("not to be read"), { code });
}

describe("the dump runner says in English and in French that", () => {
  const major = [{ major: 18 }];
  test.each([
    ["a statement fails", "CREATE INDEX i;", [sqlFailure("42601"), major], null],
    ["an unusual statement fails", "VACUUM;", [sqlFailure("42601"), major], null],
    ["the engine stopped", "CREATE INDEX i;", [new Error(), major], null],
    [
      "it has no such collation",
      'CREATE T (a COLLATE "x")',
      [sqlFailure("42704"), sqlFailure("42704"), major],
      null,
    ],
    ["the dump is of a newer engine", "CREATE INDEX i;", [sqlFailure("42601"), major], "99.1"],
    ["the engine answers no more", "CREATE INDEX i;", [[], []], null],
  ] as const)("%s", async (_, text, answers, dumpedFrom) => {
    const runner = createDumpRunner(engineAnswering(...answers));
    const words = text.toUpperCase().match(/\w+/g) ?? [];
    await runner.run({ kind: "statement", text, words, line: 7 });
    const { verdict, reason } = await runner.finish(dumpedFrom);
    expect(verdict).not.toBe("pass");
    expectBothLanguages(reason);
  });
});

describe("the survey says in English and in French that", () => {
  const version = [{ version: "PostgreSQL 18.3 on wasm" }];
  const consistent = [{ indexes: 12, invalid: 0, damaged: 0 }];
  const table = { schema: "public", name: "visits", counts_for: "public.visits" };
  test.each([
    ["all is well", "pass", [consistent, [table], [{ rows: "1", bytes: "1" }]]],
    ["the engine gives no answer", "inconclusive", [[]]],
    ["indexes are invalid", "fail", [[{ indexes: 12, invalid: 1, damaged: 0 }]]],
    ["an index disagrees", "fail", [sqlFailure("XX002")]],
    ["there are too many tables", "inconclusive", [consistent, Array(10_001).fill(table)]],
    ["a table gives no count", "inconclusive", [consistent, [table], []]],
    ["a table cannot be read", "fail", [consistent, [table], sqlFailure("XX001")]],
  ] as const)("%s", async (_, verdict, answers) => {
    const { judgement } = await surveyDatabase(engineAnswering(version, ...answers), {
      freshness: null,
      assertions: [],
    });
    expect(judgement.verdict).toBe(verdict);
    expectBothLanguages(judgement.reason);
  });
});

test.each([
  ["passes with", { indexes: 12, invalid: 1, damaged: 0 }, "pass"],
  ["fails by damaged tables beside", { indexes: 12, invalid: 1, damaged: 1 }, "fail"],
])(
  "the survey of a copy of files %s the invalid indexes of production",
  async (_, found, verdict) => {
    const engine = engineAnswering([{ version: "PostgreSQL 15.4" }], [found], []);
    const questions = { freshness: null, assertions: [] };
    const { judgement } = await surveyDatabase(engine, questions, { isOfFiles: true });
    expect(judgement).toMatchObject({ verdict, observed: { indexesInvalid: 1 } });
  },
);

test("every class of SQLSTATE has a name of its own in each language", () => {
  const classes = "0A 21 22 23 25 2B 3D 3F 42 53 54 55 57 58 P0 XX ZZ".split(" ");
  const named = [null, ...classes.map((name) => `${name}000`)].map(describeState);
  for (const { en, fr } of named) expect(fr).not.toBe(en);
  for (const lang of ["en", "fr"] as const)
    expect(new Set(named.map((names) => names[lang].split(", ").at(-1))).size).toBe(named.length);
});
