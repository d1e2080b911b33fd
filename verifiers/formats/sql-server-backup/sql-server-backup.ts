import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { FormatReader, InspectOptions } from "../format-reader.ts";
import { BLOCK_HEADER_BYTES, parseBlockHeader } from "./block-header.ts";
import { FORMAT, inspectBackup } from "./inspect-backup.ts";
import { inspectPacked, isPacked } from "./inspect-packed.ts";
import { startPageChecker } from "./start-page-checker.ts";

/** Windows NT, in the common header of each block that SQL Server writes. */
const OS_AT = 10;
const WINDOWS = 14;
/** What is smaller has been read before a thread has started. */
const WORTH_A_THREAD_BYTES = 64 * 2 ** 20;

/** Backups of SQL Server, read without it. */
export const sqlServerBackup: FormatReader = {
  format: FORMAT,
  recognises: (head) => isPacked(head) || isMedia(head),
  inspect: async (source, options) =>
    (await inspectPacked(source, options)) ?? (await inspectPages(source, options)),
};

async function inspectPages(source: ByteSource, options: InspectOptions) {
  if (source.sizeBytes < WORTH_A_THREAD_BYTES) return inspectBackup(source, options);
  await using checker = startPageChecker();
  return await inspectBackup(source, { ...options, checker });
}

/** A first block whose checksum fails is still one to be told as damaged. */
function isMedia(head: Uint8Array): boolean {
  if (head.length < BLOCK_HEADER_BYTES) return false;
  const { type, isIntact } = parseBlockHeader(head.subarray(0, BLOCK_HEADER_BYTES));
  return type === "TAPE" && (isIntact || head[OS_AT] === WINDOWS);
}
