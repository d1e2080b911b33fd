import { openRemoteSource } from "../../formats/child/remote-source.ts";
import { assembleTables } from "../../formats/sql-server-backup/rows/catalogue/assemble-tables.ts";
import { allowConstants } from "../pglite/allow-constants.ts";
import { writeReport } from "../say-stage.ts";
import { sealNetwork } from "../seal-network.ts";
import { askAssertions } from "./ask-assertions.ts";
import { explainUnread } from "./explain-unread.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";
import { readNewest } from "./read-newest.ts";
import { type RowsFound, type RowsJob, rowsJobSchema } from "./rows-job.ts";

const TABLES_MAX = 10_000;

// The program of the process that reads a backup's rows, and says what they answer.
sealNetwork();
allowConstants();
const job = rowsJobSchema.parse(JSON.parse(process.argv[2] ?? ""));
write({ found: await find(job) });
process.exit(0);

async function find({ sizeBytes, freshness, ...asked }: RowsJob): Promise<RowsFound> {
  const source = openRemoteSource({ sizeBytes, input: process.stdin, ask: write });
  let database: OpenedDatabase;
  try {
    database = await openDatabase(source);
  } catch (error) {
    return { unread: explainUnread(error) };
  }
  const newest = freshness ? await readNewest(database, freshness) : null;
  const assertions = await askAssertions(database, asked);
  return { content: { rowCounts: countRows(database), newest, assertions } };
}

function countRows({ catalogue }: OpenedDatabase): Record<string, number> {
  const { tables } = assembleTables(catalogue, { whole: true });
  const counted = tables.flatMap(({ schema, name, rows }) =>
    rows === null ? [] : [[`${schema}.${name}`, rows] as const],
  );
  return Object.fromEntries(counted.slice(0, TABLES_MAX));
}

function write(message: object): void {
  writeReport(Buffer.from(`${JSON.stringify(message)}\n`));
}
