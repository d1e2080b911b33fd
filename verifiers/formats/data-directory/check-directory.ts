import type { Bilingual } from "../../../schemas/bilingual.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import { DIRECTORY_FAULTS } from "./directory-faults.ts";
import { readControl } from "./read-control.ts";
import { readTar } from "./read-tar.ts";

export type DirectoryFacts = {
  readonly fault: Bilingual | null;
  readonly files: number;
  readonly bytes: number;
  readonly majorVersion: string | null;
  /** Whether a server of 64 bits wrote it; false too where that is not known. */
  readonly is64Bit: boolean;
};

/**
 * The structure of a data directory's image, without its engine: every file whole, PG_VERSION, and
 * pg_control with its CRC.
 */
export function checkDirectory(tar: Uint8Array): DirectoryFacts {
  let files = 0;
  let majorVersion: string | null = null;
  let control: Uint8Array | null = null;
  let is64Bit = false;
  const facts = (fault: Bilingual | null) => ({
    ...{ fault, files, bytes: tar.length },
    ...{ majorVersion, is64Bit },
  });
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
    return facts(DIRECTORY_FAULTS.noVersion);
  }
  if (!control) return facts(DIRECTORY_FAULTS.noControl);
  const read = readControl(control);
  if (!read) return facts(DIRECTORY_FAULTS.damagedControl);
  is64Bit = read.is64Bit;
  return facts(null);
}
