import type { Inspection } from "../../../schemas/inspection.ts";
import { type BackupFacts, backupFacts } from "../backup-facts.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import { type InsertRows, openInsert } from "./open-insert.ts";

const HEADER =
  /^(?:\/\*M?!999999\\- enable the sandbox mode \*\/ ?\r?\n)?-- (?:MariaDB|MySQL) dump /;
const HEAD_LOOKED_AT_BYTES = 512;
const END = /^-- Dump completed(?: on [0-9: -]+)?$/;
const HOST = /^-- Host: (\S+) +Database: (.*)$/;
const VERSION = /^-- Server version[\t ]+(\S+)/;
const TABLES_MAX = 10_000;
const NEWLINE = 0x0a;
/** So much of a line is looked at as text. */
const LINE_START_BYTES = 4_096;
const WHOLE = {
  en: "Read to the end that mariadb-dump writes; every statement with rows is closed. The text has no checksums.",
  fr: "Lu jusqu'à la fin qu'écrit mariadb-dump ; chaque instruction de lignes est fermée. Le texte n'a pas de sommes de contrôle.",
};
const CUT_OFF = {
  en: "The dump does not end as mariadb-dump ends one: the end is cut off.",
  fr: "Le dump ne se termine pas comme mariadb-dump le fait : la fin est coupée.",
};
const CUT_IN_ROWS = {
  en: "A statement with rows of the dump is not closed.",
  fr: "Une instruction de lignes du dump n'est pas fermée.",
};

/** Scripts of mariadb-dump and mysqldump, complete to their last line. */
export const mariadbSqlFormat: StreamFormat = {
  format: "mariadb-sql",
  recognises: (head) =>
    HEADER.test(Buffer.from(head.subarray(0, HEAD_LOOKED_AT_BYTES)).toString("latin1")),
  examineStream,
};

async function examineStream(chunks: AsyncIterable<Uint8Array>): Promise<Findings> {
  const script = createScript();
  for await (const { buffer, byteOffset, byteLength } of chunks)
    script.read(Buffer.from(buffer, byteOffset, byteLength));
  return script.judge();
}

/** Reads lines and rows as they come: all rows of a table may be one line. */
function createScript() {
  const tables = new Map<string, number>();
  const facts = createFacts();
  let start: Buffer = Buffer.alloc(0);
  let rows: InsertRows | null = null;

  function read(chunk: Buffer): void {
    for (let rest = chunk; rest.length > 0; ) rest = rows ? readRows(rest) : readLine(rest);
  }

  function readRows(bytes: Buffer): Buffer {
    const end = rows?.read(bytes) ?? -1;
    if (end < 0) return bytes.subarray(bytes.length);
    const { table, count } = rows ?? { table: "", count: () => 0 };
    if (tables.size < TABLES_MAX) tables.set(table, (tables.get(table) ?? 0) + count());
    rows = null;
    return bytes.subarray(end + 1);
  }

  function readLine(bytes: Buffer): Buffer {
    const newline = bytes.indexOf(NEWLINE);
    const end = newline < 0 ? bytes.length : newline + 1;
    const room = Math.max(0, LINE_START_BYTES - start.length);
    start = Buffer.concat([start, bytes.subarray(0, Math.min(end, room))]);
    if (newline < 0 && start.length < LINE_START_BYTES) return bytes.subarray(end);
    const insert = openInsert(start);
    if (insert) {
      const carried = start.length - Math.min(end, room);
      rows = insert.rows;
      const line = start;
      start = Buffer.alloc(0);
      // Only what was carried over from an earlier chunk is copied.
      return carried === 0
        ? bytes.subarray(insert.at)
        : Buffer.concat([line.subarray(insert.at), bytes.subarray(Math.min(end, room))]);
    }
    if (newline >= 0) {
      facts.line(start.toString("utf8").trimEnd());
      start = Buffer.alloc(0);
    }
    return bytes.subarray(end);
  }

  function judge(): Findings {
    const { backup, complete } = facts.end();
    const counted: Inspection["tables"] = [...tables].map(([name, count]) => ({
      ...{ schema: backup.database ?? "", name, rows: count, recordedRows: null },
    }));
    const found = { backup, tables: counted };
    if (rows) return { verdict: "damaged", reasons: [CUT_IN_ROWS], ...found };
    if (!complete || start.length > 0) return { verdict: "damaged", reasons: [CUT_OFF], ...found };
    return { verdict: "sound", reasons: [WHOLE], ...found };
  }

  return { read, judge };
}

/** What the comments say; the last line with anything in it must be the end mark. */
function createFacts() {
  let known: Partial<BackupFacts> = {};
  let last = "";
  function line(text: string): void {
    if (text === "") return;
    last = text;
    const [, server, database] = HOST.exec(text) ?? [];
    if (server) known = { ...known, server, database: database?.trim() || null };
    const version = VERSION.exec(text)?.[1];
    if (version) known = { ...known, engineVersion: version };
  }
  const end = () => ({ backup: backupFacts({ type: "full", ...known }), complete: END.test(last) });
  return { line, end };
}
