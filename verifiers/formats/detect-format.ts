import { constants, gunzipSync, zstdDecompressSync } from "node:zlib";
import { zstd } from "./compressed/zstd.ts";
import { type FormatReader, HEAD_BYTES } from "./format-reader.ts";
import { FORMAT_READERS, STREAM_FORMATS } from "./readers.ts";
import { dataDirectoryFormat } from "./tar/tar-format.ts";

export type Detected = {
  /** As its reader names it; `unknown` where there is none. */
  readonly format: string;
  /** Whether gzip is around it. */
  readonly gzip: boolean;
};

/** Deflate expands by 1,032 at most, so that no head is past this. */
const EXPANDED_BYTES_MAX = 1_100 * HEAD_BYTES;

/**
 * Tells from its first bytes what a copy is; what it is not known to be is `unknown`, never good.
 * Gzip is looked through; where nothing known is within, the format is `gzip`. So is Zstandard
 * around a data directory, which whatever restores one expands by itself.
 */
export function detectFormat(head: Uint8Array): Detected {
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (zstd.recognises(head) && dataDirectoryFormat.recognises(expand(head, zstdDecompressSync)))
    return { format: dataDirectoryFormat.format, gzip };
  if (!gzip) return { format: findFormat(FORMAT_READERS, head) ?? "unknown", gzip };
  return { format: findFormat(STREAM_FORMATS, expand(head, gunzipSync)) ?? "gzip", gzip };
}

function findFormat(
  formats: readonly Pick<FormatReader, "format" | "recognises">[],
  head: Uint8Array,
): string | null {
  return formats.find(({ recognises }) => recognises(head))?.format ?? null;
}

function expand(head: Uint8Array, how: typeof gunzipSync | typeof zstdDecompressSync): Uint8Array {
  const finishFlush = how === gunzipSync ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush;
  try {
    return how(head, { finishFlush, maxOutputLength: EXPANDED_BYTES_MAX }).subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array();
  }
}
