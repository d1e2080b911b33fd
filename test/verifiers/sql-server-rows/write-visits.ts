import { writeDatabaseBackup } from "../sql-server-backup/write-database-backup.ts";
import { buildCatalogue, type ColumnSpec, type TableSpec } from "./build-database.ts";
import { buildPage, buildRecord } from "./build-page.ts";

/** CollationID of Latin1_General_CI_AS. */
const CASELESS = 0xd008;
const DAY_MS = 86_400_000;
const TICK_MS = 10 / 3;
const FROM_1900_MS = Date.parse("1900-01-01T00:00:00Z");
const COLUMNS: readonly ColumnSpec[] = [
  { name: "Id", type: 56, length: 4, offset: 4, status: 1 },
  { name: "At", type: 61, length: 8, offset: 8 },
  { name: "Fee", type: 60, length: 8, offset: 16 },
  { name: "Open", type: 104, length: 1, offset: 24 },
  { name: "Host", type: 231, length: 100, offset: -1, collation: CASELESS },
  { name: "Form", type: 241, length: -1, offset: -2 },
];
const ROWS_PER_PAGE = 60;

export type Visit = {
  readonly at: string | null;
  /** In units of 1/10000. */
  readonly fee?: bigint;
  readonly isOpen?: boolean;
  readonly host?: string | null;
};

/** A full backup of a database with one table, dbo.Visits; `Form` is xml, which is not read. */
export function writeVisits(
  visits: readonly Visit[],
  { recordedRows = visits.length, name = "Visits" } = {},
): Buffer {
  const table: TableSpec = {
    id: 1_001,
    name,
    columns: COLUMNS,
    rowsets: [{ id: 501, unit: 90, recordedRows }],
  };
  const records = visits.map(writeVisit);
  const pages = Array.from({ length: Math.ceil(records.length / ROWS_PER_PAGE) }, (_, at) =>
    buildPage({
      ...{ indexId: 256, objectId: 90 },
      records: records.slice(at * ROWS_PER_PAGE, (at + 1) * ROWS_PER_PAGE),
    }),
  );
  return writeDatabaseBackup([...buildCatalogue([table]), ...pages]);
}

function writeVisit({ at, fee = 0n, isOpen = false, host = "Zoë" }: Visit, id: number) {
  const fixed = Buffer.alloc(21);
  fixed.writeInt32LE(id, 0);
  if (at !== null) {
    const sinceMs = Date.parse(at) - FROM_1900_MS;
    fixed.writeUInt32LE(Math.round((sinceMs % DAY_MS) / TICK_MS), 4);
    fixed.writeInt32LE(Math.floor(sinceMs / DAY_MS), 8);
  }
  fixed.writeBigInt64LE(fee, 12);
  fixed.writeUInt8(isOpen ? 1 : 0, 20);
  const nulls = [...(at === null ? [2] : []), ...(host === null ? [5] : [])];
  const variable = [Buffer.from(host ?? "", "utf16le"), Buffer.from("<x/>", "utf16le")];
  return buildRecord({ fixed, columns: 6, nulls, variable: variable.map((bytes) => ({ bytes })) });
}
