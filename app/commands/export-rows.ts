import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { ByteSource } from "../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../../verifiers/formats/damaged-copy.ts";
import { HEAD_BYTES } from "../../verifiers/formats/format-reader.ts";
import { readAt } from "../../verifiers/formats/reading/read-at.ts";
import {
  exportTable,
  type TableRows,
} from "../../verifiers/formats/sql-server-backup/rows/export/export-table.ts";
import {
  type RowFormat,
  writeRows,
} from "../../verifiers/formats/sql-server-backup/rows/export/write-rows.ts";
import { sqlServerBackup } from "../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { showProgress } from "../show-progress.ts";
import type { Terminal } from "../terminal.ts";

/** Lines are written together: one write for each row would cost more than reading it. */
const WRITE_CHARACTERS = 65_536;

type Wanted = { readonly table: string; readonly format: RowFormat };

/**
 * Writes the rows of one table to standard output, as they are read; what could not be read to
 * standard error. Rows before a damaged one have been written by then.
 */
export async function exportRows(
  source: ByteSource,
  { table, format }: Wanted,
  terminal: Terminal,
): Promise<ExitCode> {
  const head = await readAt(source, 0, Math.min(HEAD_BYTES, source.sizeBytes));
  if (!sqlServerBackup.recognises(head))
    throw new OperatingError("Cannot read the rows of this file: it is no backup of SQL Server", {
      retryable: false,
      hint: "leave out --table to read the file itself",
    });
  const found = await findTable(source, table, terminal);
  for (const { name, reason } of found.omitted)
    terminal.err(printable(`Left out: the column ${name} (${reason.en}).`));
  try {
    return say(found, await write(found, format, terminal), terminal);
  } catch (error) {
    if (!(error instanceof DamagedCopy)) throw error;
    terminal.err(printable(error.fault.en));
    return EXIT.notGood;
  }
}

async function findTable(
  source: ByteSource,
  table: string,
  terminal: Terminal,
): Promise<TableRows> {
  const progress = showProgress(terminal, "Reading", source.sizeBytes);
  try {
    return await exportTable(source, table, {
      signal: new AbortController().signal,
      onProgress: (bytesRead) => progress.update(bytesRead, "bytes"),
    });
  } finally {
    progress.end();
  }
}

/** Returns how many rows there were. */
async function write(
  { rows, ...found }: TableRows,
  format: RowFormat,
  terminal: Terminal,
): Promise<number> {
  let count = 0;
  const counted = async function* () {
    for await (const row of rows) {
      count += 1;
      yield row;
    }
  };
  let lines = "";
  try {
    for await (const line of writeRows({ ...found, rows: counted() }, format)) {
      lines += line;
      if (lines.length < WRITE_CHARACTERS) continue;
      await terminal.write(lines);
      lines = "";
    }
  } finally {
    await terminal.write(lines);
  }
  return count;
}

/** What was written may not be all of the table. */
function say({ badPages, recordedRows }: TableRows, rows: number, terminal: Terminal): ExitCode {
  if (badPages > 0) terminal.err(`Rows may be missing: ${badPages} pages in use do not verify.`);
  if (recordedRows !== null && recordedRows !== rows)
    terminal.err(`${rows} rows were found, the database records ${recordedRows}.`);
  if (badPages > 0) return EXIT.notGood;
  return recordedRows === rows ? EXIT.done : EXIT.undecided;
}
