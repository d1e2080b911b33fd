import type { ObjectPlace } from "../../platform/objects/open-object.ts";
import type { Checksum } from "../../schemas/events.ts";
import type { Verification } from "../../schemas/proof.ts";
import { chooseChecksum, isComparable } from "./choose-checksum.ts";

type Copy = Verification["copy"];

/** What a copy's bytes were when all of them were first read; null where they never were. */
export type FindReading = (copy: Copy) => Promise<Checksum | null>;

/** What a copy's bytes are to be compared with; its vault and our readings are asked if need be. */
export async function findChecksum(
  copy: Copy,
  { store, name }: ObjectPlace,
  findReading: FindReading,
): Promise<Checksum | null> {
  const observed = copy.checksum;
  if (isComparable(observed)) return observed;
  const stored = (await store.head(name))?.stored?.checksums ?? [];
  return chooseChecksum({ observed, stored, read: await findReading(copy) });
}
