import { readFileSync } from "node:fs";
import type { Copy } from "./conform-sandbox.ts";

const GOLDEN = new URL("../../../verifiers/golden/visitor-15-copy.sql", import.meta.url);
export const VISITOR_ROWS = {
  "billing.Order; Lines": 60,
  "public.empty_one": 0,
  "public.readings": 100,
  "public.visits": 240,
};

const dump = readFileSync(GOLDEN, "utf8");

export function toDump(text: string): Copy {
  return { format: "postgres-sql", bytes: Buffer.from(text) };
}

/** What pg_dump 15 wrote, with a line put before everything that it does itself. */
export function visitorDump(line = ""): Copy {
  return toDump(line === "" ? dump : dump.replace("\nSET ", () => `\n${line}\nSET `));
}

export const BROKEN_DUMPS = {
  "cut in half": () => toDump(dump.slice(0, dump.length / 2)),
  "without its end": () => toDump(dump.trimEnd().slice(0, -30)),
  "damaged in a statement": () =>
    toDump(dump.replace("CREATE TABLE public.visits", "CREATE TABEL")),
  "damaged in a row": () => toDump(dump.replace(/^240\t/m, "24x\t")),
};

export function tooNewDump(): Copy {
  const newer = dump.replace("database version 15", "database version 99");
  return toDump(newer.replace("CREATE TABLE", "CREATE SOMETHING OF 99"));
}

export const ENDLESS = "DO $$ BEGIN LOOP END LOOP; END $$;";
export const HUNGRY =
  "CREATE TABLE bomb (t text); ALTER TABLE bomb ALTER t SET STORAGE EXTERNAL; INSERT INTO bomb SELECT repeat('x', 100000) FROM generate_series(1, 100000);";

/** By what each tries; `trace` is a file that it would make. */
export function hostileDumps(trace: string): Record<string, Copy> {
  const inDo = (sql: string) => `DO $$ BEGIN EXECUTE ${quote(sql)}; END $$;`;
  return {
    "a program by COPY": visitorDump(`COPY pg_class TO PROGRAM 'touch ${trace}';`),
    "a program by psql": visitorDump(`\\! touch ${trace}`),
    "a program within DO": visitorDump(inDo(`COPY pg_class TO PROGRAM 'touch ${trace}'`)),
    "reading a file": visitorDump("DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$;"),
    "another server": visitorDump("CREATE EXTENSION dblink;"),
    "a library": visitorDump(
      "CREATE FUNCTION f(text) RETURNS int AS 'libc.so.6', 'system' LANGUAGE c;",
    ),
  };
}

function quote(sql: string): string {
  return `'${sql.replaceAll("'", "''")}'`;
}
