import type { Inspection } from "../../../schemas/inspection.ts";
import { backupFacts } from "../backup-facts.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import type { DumpItem } from "./dump-item.ts";
import { createRefusal } from "./refuse-item.ts";
import { splitDump } from "./split-dump.ts";

const HEADER = /^(?:\s*--[^\n]*\n|\s*\n)*--\r?\n-- PostgreSQL database dump\r?\n/;
const HEAD_LOOKED_AT_BYTES = 4_096;
const TABLES_MAX = 10_000;
const COPIED_TABLE = /^COPY (?:("(?:[^"]|"")+"|[^.\s(]+)\.)?("(?:[^"]|"")+"|[^.\s(]+)/i;
const WHOLE = {
  en: "Read to the end that pg_dump writes; every COPY block is closed. The text has no checksums.",
  fr: "Lu jusqu'à la fin qu'écrit pg_dump ; chaque bloc COPY est fermé. Le texte n'a pas de sommes de contrôle.",
};
const ENDED = {
  en: "The dump could not be read to its end.",
  fr: "Le dump n'a pas pu être lu jusqu'à sa fin.",
};

/** Scripts of pg_dump: complete to the end marker, and nothing that pg_dump never writes. */
export const postgresSqlFormat: StreamFormat = {
  format: "postgres-sql",
  recognises: (head) =>
    HEADER.test(Buffer.from(head.subarray(0, HEAD_LOOKED_AT_BYTES)).toString("latin1")),
  examineStream,
};

async function examineStream(chunks: AsyncIterable<Uint8Array>): Promise<Findings> {
  const refuse = createRefusal();
  const counter = countRows();
  for await (const item of splitDump(chunks)) {
    const refusal = refuse(item);
    if (refusal) return { verdict: "damaged", reasons: [refusal], tables: counter.tables() };
    counter.see(item);
    if (item.kind !== "end") continue;
    const backup = backupFacts({ type: "full", engineVersion: item.engineVersion });
    const verdict = item.fault ? "damaged" : "sound";
    return { verdict, reasons: [item.fault ?? WHOLE], backup, tables: counter.tables() };
  }
  return { verdict: "damaged", reasons: [ENDED] };
}

/** Rows of COPY only: a script with INSERT says nothing of its tables here. */
function countRows() {
  const tables: Inspection["tables"] = [];
  let name: { readonly schema: string; readonly name: string } | null = null;
  function see(item: DumpItem): void {
    if (item.kind === "copy") name = nameOf(item.text);
    if (item.kind !== "copied" || !name || tables.length >= TABLES_MAX) return;
    tables.push({ ...name, rows: item.rows, recordedRows: null });
  }
  return { see, tables: () => tables };
}

function nameOf(copy: string) {
  const [, schema = "public", name = ""] = COPIED_TABLE.exec(copy) ?? [];
  return { schema: unquote(schema), name: unquote(name) };
}

/** Statements are kept as bytes of one character each. */
function unquote(name: string): string {
  const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  return plain;
}
