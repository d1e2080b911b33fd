import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { type ByteSource, toByteSource } from "../../platform/objects/byte-source.ts";
import { openObject, type Vault } from "../../platform/objects/open-object.ts";
import type { Check, Verification } from "../../schemas/proof.ts";
import { checkExists } from "../checks/check-exists.ts";
import type { Whole } from "../checks/check-whole.ts";
import { type FindReading, findChecksum } from "../checks/find-checksum.ts";
import { readTwice } from "../checks/read-twice.ts";
import type { Backup } from "./backup.ts";
import { nearFirst } from "./near-first.ts";

type Copy = Verification["copy"];

export type ReadLink = {
  readonly backup: Backup;
  readonly copy: Copy;
  readonly source: ByteSource;
  readonly whole: Pick<Whole, "sha256" | "bytesRead" | "head">;
};

/** A copy that could not serve; `isBad`: it is gone or has other bytes, by its own reading. */
export type Unfit = { readonly copy: Copy; readonly isBad: boolean; readonly why: string };

export type LinkOptions = {
  readonly vaults: readonly Vault[];
  readonly findReading?: FindReading;
  readonly clock: Clock;
};

/**
 * Reads all bytes of the first copy of a backup that is whole: those in `vault` first, another
 * vault's where they are bad or cannot be read.
 */
export async function readLink(
  backup: Backup,
  vault: string,
  options: LinkOptions,
): Promise<{ readonly link: ReadLink | null; readonly unfit: readonly Unfit[] }> {
  const unfit: Unfit[] = [];
  for (const copy of nearFirst(backup.copies, vault)) {
    const read = await tryCopy(copy, backup.series.tenant, options);
    if (!("why" in read)) return { link: { backup, copy, ...read }, unfit };
    unfit.push({ copy, ...read });
  }
  return { link: null, unfit };
}

type Tried = Pick<ReadLink, "source" | "whole"> | Pick<Unfit, "isBad" | "why">;

async function tryCopy(copy: Copy, tenant: string, options: LinkOptions): Promise<Tried> {
  const { vaults, clock, findReading = async () => null } = options;
  try {
    const place = openObject(copy.uri, vaults, { vault: copy.vault, tenant });
    const exists = await checkExists(copy, place);
    if (exists.verdict !== "pass") return unfitBy(exists);
    const head = await place.store.head(place.name);
    if (!head) return { isBad: true, why: "The object is not there." };
    const checksum = await findChecksum(copy, place, findReading);
    const open = () => place.store.read(place.name);
    const whole = await readTwice(checksum, { open, clock });
    if (whole.check.verdict === "fail") return unfitBy(whole.check);
    return { source: toByteSource(place.store, head), whole };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return { isBad: false, why: error.message };
  }
}

function unfitBy({ verdict, reason }: Check): Pick<Unfit, "isBad" | "why"> {
  return { isBad: verdict === "fail", why: reason.en };
}
