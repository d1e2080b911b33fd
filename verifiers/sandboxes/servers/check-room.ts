import type { SandboxStep } from "../sandbox.ts";
import { refusedStep } from "./unrestored.ts";

const MIB = 2 ** 20;
/** What an engine lays out before the first row. */
const EMPTY_BYTES = 200 * MIB;

type Room = {
  readonly nowMs: number;
  readonly copyBytes: number;
  /** Bytes on disk for each of the copy's, at least. */
  readonly factor: number;
  readonly freeBytes: number;
  readonly diskMax: number;
};

/** Null where the disk, and what a sandbox may take of it, has room for the copy restored. */
export function checkRoom(room: Room): SandboxStep | null {
  const { nowMs, copyBytes, factor, freeBytes, diskMax } = room;
  const neededBytes = EMPTY_BYTES + copyBytes * factor;
  if (neededBytes <= Math.min(freeBytes, diskMax)) return null;
  const [needed, free, most] = [neededBytes, freeBytes, diskMax].map(toMib);
  const reason =
    neededBytes > diskMax
      ? {
          en: `The restore needs ${needed} MiB of disk, and verification.diskMax allows ${most}.`,
          fr: `La restauration demande ${needed} Mio de disque ; verification.diskMax en permet ${most}.`,
        }
      : {
          en: `The restore needs ${needed} MiB of disk, and ${free} are free.`,
          fr: `La restauration demande ${needed} Mio de disque ; ${free} sont libres.`,
        };
  const observed = { neededBytes, freeBytes, diskMax };
  return refusedStep("preflight", nowMs, { fault: "sandbox", reason, observed });
}

function toMib(bytes: number): number {
  return Math.round(bytes / MIB);
}
