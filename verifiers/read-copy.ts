import { type ByteSource, toByteSource } from "../platform/objects/byte-source.ts";
import type { ObjectHead } from "../platform/objects/object-store.ts";
import type { ObjectPlace } from "../platform/objects/open-object.ts";
import type { Checksum } from "../schemas/events.ts";
import type { CheckOptions } from "./check-copy.ts";
import { hashPassing } from "./checks/hash-passing.ts";
import { type ReadTwice, readTwice } from "./checks/read-twice.ts";
import type { ChildInspection } from "./formats/child/inspect-in-child.ts";
import { HEAD_BYTES } from "./formats/format-reader.ts";

/** What a copy's own reader saw; null where the copy changed meanwhile. */
export type Inspected = { readonly seen: ChildInspection | null };

type Options = Pick<CheckOptions, "inspect" | "clock"> & {
  readonly checksum: Checksum | null;
  /** Null: it was gone when it was looked at. */
  readonly head: ObjectHead | null;
  /** Whether the copy's own reader is to see its bytes too, by the first of them. */
  readonly isInspected: (head: Uint8Array) => boolean;
};

/**
 * Reads all bytes of a copy, and lets its own reader see them in the same pass. Where that pass was
 * disturbed the bytes are read again, and what the reader saw counts for nothing.
 */
export async function readCopy(
  place: ObjectPlace,
  { checksum, head, isInspected, inspect, clock }: Options,
): Promise<{ readonly whole: ReadTwice; readonly inspected: Inspected | null }> {
  let inspected: Inspected | null = null;
  const open = () => place.store.read(place.name, { isTransient: true });
  if (!head) return { whole: await readTwice(checksum, { open, clock }), inspected };
  const whole = await readTwice(checksum, {
    ...{ open, clock },
    readFirst: async ({ take }) => {
      const source = hashPassing(toByteSource(place.store, head), take);
      const seen = isInspected(await readHead(source)) ? await inspect(source, place.name) : null;
      await source.takeRest();
      inspected = seen && { seen: (await isUnchanged(place, head)) ? seen : null };
    },
  });
  return { whole, inspected: whole.isFirst ? inspected : null };
}

/** Lets a copy's own reader see it, by itself. */
export async function inspectCopy(
  place: ObjectPlace,
  { head, inspect }: Pick<CheckOptions, "inspect"> & { readonly head: ObjectHead },
): Promise<Inspected> {
  const seen = await inspect(toByteSource(place.store, head), place.name);
  return { seen: (await isUnchanged(place, head)) ? seen : null };
}

/** Whether a copy still is as it was when it was looked at. */
export async function isUnchanged(
  { store, name }: ObjectPlace,
  head: ObjectHead,
): Promise<boolean> {
  const after = await store.head(name);
  return after?.sizeBytes === head.sizeBytes && after.modifiedAtMs === head.modifiedAtMs;
}

/** Fewer bytes where there are none. */
async function readHead(source: ByteSource): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read({ end: HEAD_BYTES })));
}
