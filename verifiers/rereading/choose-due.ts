import { OperatingError } from "../../platform/errors/operating-error.ts";
import { type ObjectPlace, openObject, type Vault } from "../../platform/objects/open-object.ts";
import type { PresentCopy } from "../copies/read-copies.ts";
import { readingId } from "./open-readings.ts";

/** A copy to be read, and where it lies. */
export type Due = { readonly present: PresentCopy; readonly place: ObjectPlace };

type Known = {
  readonly vaults: readonly Vault[];
  /** When each was last tried, by its `readingId`. */
  readonly tried: ReadonlyMap<string, number>;
  readonly nightAtMs: number;
};

/** The copies in `vaults` that were not tried this night: never read ones, then longest unread. */
export function chooseDue(
  copies: readonly PresentCopy[],
  { vaults, tried, nightAtMs }: Known,
): readonly Due[] {
  return copies
    .map((present) => ({ present, triedAtMs: tried.get(readingId(present.copy)) ?? -1 }))
    .filter(({ triedAtMs }) => triedAtMs < nightAtMs)
    .sort((a, b) => a.triedAtMs - b.triedAtMs || (a.present.copy.uri < b.present.copy.uri ? -1 : 1))
    .flatMap(({ present }) => {
      const place = placeOf(present, vaults);
      return place ? [{ present, place }] : [];
    });
}

/** Null where it lies in none of them. */
function placeOf({ copy, series }: PresentCopy, vaults: readonly Vault[]): ObjectPlace | null {
  try {
    return openObject(copy.uri, vaults, { vault: copy.vault, tenant: series.tenant });
  } catch (error) {
    if (error instanceof OperatingError) return null;
    throw error;
  }
}
