import type { Clock } from "../../platform/clock/clock.ts";
import { secondsSince } from "../../platform/clock/seconds-since.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Checksum } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { checkWhole, type RunningWhole, startWhole, type Whole } from "./check-whole.ts";

const SECOND_TIME = {
  en: "All bytes are as observed, at the second reading; the first was disturbed.",
  fr: "Tous les octets sont ceux observés, à la seconde lecture ; la première a été perturbée.",
};
const UNSTEADY = {
  en: "Two readings gave two different contents, and neither is the one observed.",
  fr: "Deux lectures ont donné deux contenus différents ; aucun n'est celui observé.",
};

type Options = {
  readonly open: () => AsyncIterable<Uint8Array>;
  /** The first reading, where it serves something else as well; may reject. */
  readonly readFirst?: (into: RunningWhole) => Promise<void>;
  readonly clock: Clock;
};

/** `isFirst`: the first reading was good, and is what all the rest is of. */
export type ReadTwice = Whole & { readonly isFirst: boolean };

/**
 * Reads a copy, and once more before it is called bad: a disk, a link or a memory may have erred.
 * What the first reading gave stays in what was observed. Rejects where neither could be finished.
 */
export async function readTwice(checksum: Checksum | null, options: Options): Promise<ReadTwice> {
  const { clock } = options;
  const startedMs = clock.nowMs();
  const whole = await readAgainIfBad(checksum, options);
  const seconds = secondsSince(clock, startedMs);
  return { ...whole, check: { ...whole.check, startedAt: instantToJson(startedMs), seconds } };
}

async function readAgainIfBad(checksum: Checksum | null, options: Options): Promise<ReadTwice> {
  const first = await attempt(checksum, options);
  if (!(first instanceof OperatingError) && first.check.verdict !== "fail")
    return { ...first, isFirst: true };
  const second = { ...(await checkWhole(checksum, options.open())), isFirst: false };
  const firstReading =
    first instanceof OperatingError
      ? { error: first.message }
      : { bytesRead: first.bytesRead, sha256: first.sha256 };
  const observed = { ...second.check.observed, readings: 2, firstReading };
  const { verdict, reason } = second.check;
  const isOther = !(first instanceof OperatingError) && first.sha256 !== second.sha256;
  if (verdict === "pass")
    return { ...second, check: { ...second.check, observed, reason: SECOND_TIME } };
  if (verdict === "inconclusive") return { ...second, check: { ...second.check, observed } };
  const told = isOther ? UNSTEADY : reason;
  return { ...second, check: { ...second.check, observed, reason: told } };
}

async function attempt(checksum: Checksum | null, { open, readFirst }: Options) {
  try {
    if (!readFirst) return await checkWhole(checksum, open());
    const running = startWhole(checksum);
    await readFirst(running);
    return running.finish();
  } catch (error) {
    if (error instanceof OperatingError) return error;
    throw error;
  }
}
