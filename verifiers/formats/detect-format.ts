import { constants, gunzipSync } from "node:zlib";
import { type FormatReader, HEAD_BYTES } from "./format-reader.ts";
import { FORMAT_READERS, STREAM_FORMATS } from "./readers.ts";

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
 * Gzip is looked through; where nothing known is within, the format is `gzip`.
 */
export function detectFormat(head: Uint8Array): Detected {
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!gzip) return { format: findFormat(FORMAT_READERS, head) ?? "unknown", gzip };
  return { format: findFormat(STREAM_FORMATS, expand(head)) ?? "gzip", gzip };
}

function findFormat(
  formats: readonly Pick<FormatReader, "format" | "recognises">[],
  head: Uint8Array,
): string | null {
  return formats.find(({ recognises }) => recognises(head))?.format ?? null;
}

function expand(head: Uint8Array): Uint8Array {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: EXPANDED_BYTES_MAX };
    return gunzipSync(head, options).subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array();
  }
}
