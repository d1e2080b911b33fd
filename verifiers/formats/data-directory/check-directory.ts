import type { Bilingual } from "../../../schemas/bilingual.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import { crc32c } from "./crc32c.ts";
import { readTar } from "./read-tar.ts";

const CONTROL_FILE_BYTES = 8_192;
/**
 * Where versions 12 to 18 keep the CRC of pg_control, on any platform: after a structure of 200 to
 * 400 bytes.
 */
const CRC_AT_MIN = 200;
const CRC_AT_MAX = 400;
const NO_VERSION = {
  en: "The image has no PG_VERSION: not a data directory.",
  fr: "L'image n'a pas de PG_VERSION : ce n'est pas un répertoire de données.",
};
const NO_CONTROL = {
  en: "The image has no global/pg_control.",
  fr: "L'image n'a pas de global/pg_control.",
};
const DAMAGED_CONTROL = {
  en: "The image's global/pg_control does not have its own CRC.",
  fr: "Le fichier global/pg_control de l'image ne correspond pas à son CRC.",
};

export type DirectoryFacts = {
  readonly fault: Bilingual | null;
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
  const facts = (fault: Bilingual | null) => ({ fault, files, bytes: tar.length, majorVersion });
  try {
    for (const { name, bytes } of readTar(tar)) {
      files += 1;
      if (name === "PG_VERSION") majorVersion = Buffer.from(bytes).toString("latin1").trim();
      if (name === "global/pg_control") control = bytes;
    }
  } catch (error) {
    if (error instanceof DamagedCopy) return facts(error.fault);
    throw error;
  }
  if (!majorVersion || !/^[0-9]{1,3}$/.test(majorVersion)) {
    majorVersion = null;
    return facts(NO_VERSION);
  }
  if (!control) return facts(NO_CONTROL);
  if (!isControlFile(control)) return facts(DAMAGED_CONTROL);
  return facts(null);
}

function isControlFile(control: Uint8Array): boolean {
  if (control.length !== CONTROL_FILE_BYTES) return false;
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  for (let at = CRC_AT_MIN; at <= CRC_AT_MAX; at += 4)
    if (view.getUint32(at, true) === crc32c(control.subarray(0, at))) return true;
  return false;
}
