import type { StatementRequest } from "./read-request.ts";

/** What clickhouse-go asks first of an HTTP interface (`queryHello` in its conn_http.go). */
const HELLO = /^\s*SELECT\s+displayName\(\),\s*version\(\),\s*revision\(\),\s*timezone\(\)\s*$/i;
/** From here on a column says whether it is serialized in a way of its own. */
const REVISION_WITH_SERIALIZATION = 54_454;
/** No overflow row, and no bucket: field 1 is a flag, field 2 an Int32, 0 ends. */
const BLOCK_INFO = [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0];
/** The embedded engine prints Native as files have it, which is that of revision 0. */
const REVISION = 0;

/** Whether somebody asks who answers, before asking anything else. */
export function isHello({ sql, format }: Pick<StatementRequest, "sql" | "format">): boolean {
  return format === "Native" && HELLO.test(sql);
}

/**
 * The answer, in the Native format of the client's own revision, as it expects of this answer
 * alone; from the revision that it names follows how all others are read.
 * Source: https://clickhouse.com/docs/interfaces/formats/Native, `NativeWriter` of ClickHouse.
 */
export function encodeHello(version: string, clientRevision: number): Uint8Array {
  const revision = Buffer.alloc(4);
  revision.writeUInt32LE(REVISION);
  const columns: readonly (readonly [string, string, Uint8Array])[] = [
    ["displayName()", "String", text("vigie")],
    ["version()", "String", text(version)],
    ["revision()", "UInt32", revision],
    ["timezone()", "String", text("UTC")],
  ];
  const serialization = clientRevision >= REVISION_WITH_SERIALIZATION ? [0] : [];
  return Buffer.concat([
    Buffer.from([...(clientRevision > 0 ? BLOCK_INFO : []), columns.length, 1]),
    ...columns.flatMap(([name, type, value]) => [
      text(name),
      text(type),
      Buffer.from(serialization),
      value,
    ]),
  ]);
}

/** Shorter than 128 bytes, so that its length is one byte. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
