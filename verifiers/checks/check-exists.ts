import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Check, Verification } from "../../schemas/proof.ts";

const THERE = {
  en: "The object is there in its size.",
  fr: "L'objet est présent, avec la taille observée.",
};
const GONE = { en: "The object is not there.", fr: "L'objet n'est pas là." };
const NOTHING_THERE = {
  en: "The vault is empty: it may not be mounted.",
  fr: "Le coffre est vide : il n'est peut-être pas monté.",
};

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
    return { ...check, verdict: "pass", observed, reason: THERE };
  const reason = {
    en: `The object has ${head.sizeBytes} bytes; it was observed with ${copy.sizeBytes}.`,
    fr: `L'objet fait ${head.sizeBytes} octets ; il a été observé avec ${copy.sizeBytes}.`,
  };
  return { ...check, verdict: "fail", observed, reason };
}

/**
 * Rejects where the vault itself cannot be read. One that shows nothing at all may be a place where
 * nothing is mounted.
 */
async function judgeAbsence(store: ObjectStore): Promise<Pick<Check, "verdict" | "reason">> {
  for await (const _ of store.list()) return { verdict: "fail", reason: GONE };
  return { verdict: "inconclusive", reason: NOTHING_THERE };
}
