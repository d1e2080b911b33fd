import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Check, Verification } from "../../schemas/proof.ts";

type Place = { readonly store: ObjectStore; readonly name: string };

/**
 * Is the object there, of the size that was observed? One that is gone from a vault that can be
 * read is a failure; a vault that cannot be read shows nothing.
 */
export async function checkExists(
  copy: Verification["copy"],
  { store, name }: Place,
): Promise<Check> {
  const check = { name: "object", level: "exists" } as const;
  const wanted = { sizeBytesObserved: copy.sizeBytes };
  const head = await store.head(name);
  if (!head) return { ...check, observed: wanted, ...(await judgeAbsence(store)) };
  const observed = { ...wanted, sizeBytes: head.sizeBytes };
  if (BigInt(copy.sizeBytes) === BigInt(head.sizeBytes))
    return { ...check, verdict: "pass", observed, reason: "The object is there in its size." };
  const reason = `The object has ${head.sizeBytes} bytes; it was observed with ${copy.sizeBytes}.`;
  return { ...check, verdict: "fail", observed, reason };
}

/**
 * Rejects where the vault itself cannot be read. One that shows nothing at all may be a place where
 * nothing is mounted.
 */
async function judgeAbsence(store: ObjectStore): Promise<Pick<Check, "verdict" | "reason">> {
  for await (const _ of store.list())
    return { verdict: "fail", reason: "The object is not there." };
  return { verdict: "inconclusive", reason: "The vault is empty: it may not be mounted." };
}
