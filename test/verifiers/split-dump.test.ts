import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { DumpItem } from "../../verifiers/formats/postgres-sql/dump-item.ts";
import { MalformedDump } from "../../verifiers/formats/postgres-sql/malformed-dump.ts";
import { createRefusal } from "../../verifiers/formats/postgres-sql/refuse-item.ts";
import { splitDump } from "../../verifiers/formats/postgres-sql/split-dump.ts";
import { UnjudgedCopy } from "../../verifiers/formats/unjudged-copy.ts";

const PLACES_CUT = 40;

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function split(dump: string | Uint8Array, pieceBytes = 65_536): Promise<DumpItem[]> {
  const bytes = typeof dump === "string" ? Buffer.from(dump) : dump;
  return Array.fromAsync(splitDump(inPieces(bytes, pieceBytes)));
}

async function statements(dump: string): Promise<string[]> {
  return (await split(dump)).flatMap((item) => (item.kind === "statement" ? [item.text] : []));
}

/** Null where the dump is whole; else why it is not. */
async function findFault(dump: Uint8Array): Promise<string | null> {
  try {
    const end = (await split(dump)).at(-1);
    return end?.kind === "end" ? (end.fault?.en ?? null) : "no end";
  } catch (error) {
    if (error instanceof MalformedDump) return error.message;
    throw error;
  }
}

const golden = (name: string) =>
  readFile(new URL(`./golden/visitor-15-${name}.sql`, import.meta.url));

describe("splitDump() on what pg_dump 15 wrote", () => {
  test("of another encoding is not judged, whatever its bytes", async () => {
    const dump = (await golden("copy")).toString("latin1");
    const other = dump.replace("client_encoding = 'UTF8'", "client_encoding = 'LATIN1'");
    expect(other).not.toBe(dump);
    const bytes = Buffer.from(`${other}-- \xe9t\xe9\n`, "latin1");
    await expect(split(bytes)).rejects.toBeInstanceOf(UnjudgedCopy);
  });

  test("finds each statement, each COPY block with its rows, and the end", async () => {
    const items = await split(await golden("copy"));
    const copied = items.flatMap((item) => (item.kind === "copied" ? [item.rows] : []));
    expect(copied).toEqual([60, 0, 100, 240]);
    expect(items.filter(({ kind }) => kind === "statement")).toHaveLength(54);
    expect(items.at(-1)).toEqual({ kind: "end", fault: null, engineVersion: "15.18" });
  });

  test("says the same however the bytes arrive", async () => {
    const dump = await golden("copy");
    const whole = await split(dump);
    for (const pieceBytes of [1, 7, 4_096]) expect(await split(dump, pieceBytes)).toEqual(whole);
  });

  test("reads a dump with Windows line ends", async () => {
    const dump = (await golden("inserts-create")).toString().replaceAll("\n", "\r\n");
    expect((await split(dump)).at(-1)).toMatchObject({ fault: null });
  });

  test.each(["copy", "inserts-create"])("finds %s cut at any of 40 places", async (name) => {
    const dump = await golden(name);
    expect(await findFault(dump)).toBeNull();
    for (let place = 0; place < PLACES_CUT; place += 1) {
      const bytes = Math.floor((dump.length * place) / PLACES_CUT);
      expect(await findFault(dump.subarray(0, bytes)), `cut at ${bytes}`).not.toBeNull();
    }
  });

  test.each(["copy", "inserts-create"])("finds %s cut anywhere in its last lines", async (name) => {
    const dump = await golden(name);
    for (let lost = 1; lost <= 200; lost += 1) {
      const cut = dump.subarray(0, dump.length - lost);
      expect(await findFault(cut), `the last ${lost} bytes lost`).not.toBeNull();
    }
  });

  test("finds a piece lost in the middle of a COPY block that takes its end away", async () => {
    const dump = (await golden("copy")).toString();
    const end = dump.lastIndexOf("\\.\n");
    const lost = dump.slice(0, end) + dump.slice(end + 3);
    expect(await findFault(Buffer.from(lost))).toMatch(/within the rows of a COPY/);
  });
});

describe("splitDump()", () => {
  test.each([
    ["a semicolon in a string", "INSERT INTO t VALUES ('a;''b');"],
    ["a backslash that is only a character", "INSERT INTO t VALUES ('a\\');"],
    ["an escaped quote", "INSERT INTO t VALUES (E'a\\';b', 'c');"],
    ["a quoted name", 'CREATE TABLE "a;""b" (i int);'],
    ["dollar quotes within others", "DO $a$ x; $b$ ; $b$ ; $$;$$ $a$;"],
    ["a dollar within a name", "SELECT a$b$c; "],
    ["a parameter", "SELECT $1; "],
    ["comments in comments", "SELECT /* ; /* ; */ ; */ 1;"],
    ["a comment to the line's end", "SELECT 1 -- ; '\n + 2;"],
    ["semicolons in parentheses", "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2);"],
    [
      "a body of SQL",
      "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;",
    ],
    ["BEGIN that is no body", "BEGIN;"],
  ])("takes %s as one statement", async (_, sql) => {
    expect(await statements(`${sql}\nSELECT 'next';\n`)).toEqual([sql.trim(), "SELECT 'next';"]);
  });

  test("follows a dump that turns standard strings off", async () => {
    const dump = "SET standard_conforming_strings = off;\nSELECT 'a\\'; b';\nSELECT 2;\n";
    expect(await statements(dump)).toEqual([
      "SET standard_conforming_strings = off;",
      "SELECT 'a\\'; b';",
      "SELECT 2;",
    ]);
  });

  test("keeps COPY rows as bytes, whatever looks like SQL in them", async () => {
    const rows = "1\t\\\\.\n2\t'; DROP TABLE t; --\n3\t\\N\n";
    const items = await split(`COPY public.t (a, b) FROM stdin;\n${rows}\\.\n`);
    const bytes = items.flatMap((item) => (item.kind === "rows" ? [Buffer.from(item.bytes)] : []));
    expect(Buffer.concat(bytes).toString()).toBe(rows);
  });

  test("refuses a psql command in the middle of a statement", async () => {
    await expect(split("SELECT 1 \\gexec\n;\n")).rejects.toThrow(MalformedDump);
  });

  test("refuses bytes that are not UTF-8 in a statement", async () => {
    await expect(split(Buffer.from("SELECT '\xe9';\n", "latin1"))).rejects.toThrow(/UTF-8/);
  });
});

describe("createRefusal()", () => {
  async function refusals(dump: string): Promise<string[]> {
    const refuse = createRefusal();
    return (await split(dump)).flatMap((item) => refuse(item)?.en ?? []);
  }

  test.each([
    ["COPY t TO PROGRAM 'sh';"],
    ["copy t from program 'sh';"],
    ["COPY t FROM '/etc/passwd';"],
    ["COPY t TO '/tmp/x';"],
    ["COPY (SELECT 1) TO STDOUT;"],
    ["/* hidden */ COPY t TO PROGRAM 'sh';"],
    ["COPY/**/t TO PROGRAM 'sh' -- FROM stdin\n;"],
    ["COPY t FROM stdin WITH (FORMAT csv);"],
    ["LOAD 'evil';"],
    ["ALTER SYSTEM SET archive_command = 'sh';"],
    ["\\! rm -rf /"],
    ["\\o /tmp/x"],
    ["\\i /etc/passwd"],
    ["\\copy t from program 'sh'"],
    ["SELECT 1; \\! sh"],
    ["\\connect one\n\\connect two"],
  ])("refuses %s", async (sql) => {
    expect(await refusals(`${sql}\n`)).toHaveLength(1);
  });

  test("refuses nothing that pg_dump writes", async () => {
    for (const name of ["copy", "inserts-create"])
      expect(await refusals((await golden(name)).toString())).toEqual([]);
  });
});
