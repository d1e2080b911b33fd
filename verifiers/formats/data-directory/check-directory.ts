import { crc32c } from "./crc32c.ts";
import { DamagedTar, readTar } from "./read-tar.ts";

const CONTROL_FILE_BYTES = 8_192;
/**
 * Where versions 12 to 18 keep the CRC of pg_control, on any platform: after a structure of 200 to
 * 400 bytes.
 */
const CRC_AT_MIN = 200;
const CRC_AT_MAX = 400;

export type DirectoryFacts = {
  readonly fault: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly majorVersion: string | null;
};

/**
 * The structure of a data directory's image, without its engine: every file whole, PG_VERSION, and
 * pg_control with its CRC.
 */
export function checkDirectory(tar: Uint8Array): DirectoryFacts {
  let files = 0;
  let majorVersion: string | null = null;
  let control: Uint8Array | null = null;
  const facts = (fault: string | null) => ({ fault, files, bytes: tar.length, majorVersion });
  try {
    for (const { name, bytes } of readTar(tar)) {
      files += 1;
      if (name === "PG_VERSION") majorVersion = Buffer.from(bytes).toString("latin1").trim();
      if (name === "global/pg_control") control = bytes;
    }
  } catch (error) {
    if (error instanceof DamagedTar) return facts(error.message);
    throw error;
  }
  if (!majorVersion || !/^[0-9]{1,3}$/.test(majorVersion)) {
    majorVersion = null;
    return facts("it has no PG_VERSION: not a data directory");
  }
  if (!control) return facts("it has no global/pg_control");
  if (!isControlFile(control)) return facts("global/pg_control does not have its own CRC");
  return facts(null);
}

function isControlFile(control: Uint8Array): boolean {
  if (control.length !== CONTROL_FILE_BYTES) return false;
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  for (let at = CRC_AT_MIN; at <= CRC_AT_MAX; at += 4)
    if (view.getUint32(at, true) === crc32c(control.subarray(0, at))) return true;
  return false;
}
