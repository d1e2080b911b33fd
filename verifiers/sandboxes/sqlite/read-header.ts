import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { HEADER_BYTES, judgeHeader } from "../../formats/sqlite/judge-header.ts";
import type { Judged } from "../stage.ts";

/** Level `sound`: the header, and the file's length by it. */
export function readHeader(file: string): Judged {
  const descriptor = openSync(file, "r");
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const read = readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return judgeHeader(header.subarray(0, read), fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}
