import type { FormatReader } from "../format-reader.ts";
import { BLOCK_HEADER_BYTES, parseBlockHeader } from "./block-header.ts";
import { FORMAT, inspectBackup } from "./inspect-backup.ts";
import { inspectPacked, isPacked } from "./inspect-packed.ts";

/** Windows NT, in the common header of each block that SQL Server writes. */
const OS_AT = 10;
const WINDOWS = 14;

/** Backups of SQL Server, read without it. */
export const sqlServerBackup: FormatReader = {
  format: FORMAT,
  recognises: (head) => isPacked(head) || isMedia(head),
  inspect: async (source, options) =>
    (await inspectPacked(source, options)) ?? (await inspectBackup(source, options)),
};

/** A first block whose checksum fails is still one to be told as damaged. */
function isMedia(head: Uint8Array): boolean {
  if (head.length < BLOCK_HEADER_BYTES) return false;
  const { type, isIntact } = parseBlockHeader(head.subarray(0, BLOCK_HEADER_BYTES));
  return type === "TAPE" && (isIntact || head[OS_AT] === WINDOWS);
}
