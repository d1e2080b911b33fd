import { errorCode } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Checksum } from "../../schemas/events.ts";
import { findChecksum } from "../checks/find-checksum.ts";
import { sameChecksum } from "../checks/same-checksum.ts";
import type { Due } from "./choose-due.ts";
import type { Digests, Hashing } from "./hashing/open-hashing.ts";
import type { Readings } from "./open-readings.ts";

/** What reading a copy again showed. `against`: the checksum that it no longer has. */
export type Reread =
  | { readonly kind: "same"; readonly sha256: string; readonly bytesRead: number }
  | { readonly kind: "changed"; readonly against: Checksum | null; readonly bytesRead: number }
  | { readonly kind: "gone" }
  | { readonly kind: "unreadable"; readonly error: OperatingError };

type Options = { readonly hashing: Hashing; readonly readings: Readings };

/**
 * Reads all bytes of a copy once more, and again where that fails; compares them with what they
 * were when they were first read, and with what was observed of them or its vault keeps.
 */
export async function rereadCopy(due: Due, options: Options): Promise<Reread> {
  const first = await tryReading(due, options);
  return first.kind === "unreadable" ? tryReading(due, options) : first;
}

async function tryReading(due: Due, options: Options): Promise<Reread> {
  try {
    return await read(due, options);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return errorCode(error.cause) === "ENOENT" ? { kind: "gone" } : { kind: "unreadable", error };
  }
}

async function read({ present, place }: Due, { hashing, readings }: Options): Promise<Reread> {
  const { copy } = present;
  const before = await readings.find(copy);
  const known = await findChecksum(copy, place, async () => null);
  const sizeBytes = Number(copy.sizeBytes);
  const asked = { algorithm: known?.algorithm ?? null, bytesMax: sizeBytes + 1 };
  const digests = await hashing.hash(place, asked);
  const { bytesRead, sha256 } = digests;
  if (bytesRead !== sizeBytes) return { kind: "changed", against: known, bytesRead };
  const against = [before, known].find((checksum) => checksum && differs(checksum, digests));
  return against ? { kind: "changed", against, bytesRead } : { kind: "same", sha256, bytesRead };
}

/** A checksum that could not be made of the bytes shows nothing. */
function differs(checksum: Checksum, { sha256, other }: Digests): boolean {
  const seen = checksum.algorithm === "sha256" ? sha256 : other;
  if (seen === null || checksum.type === "composite") return false;
  return !sameChecksum(checksum, Buffer.from(seen, "hex"));
}
