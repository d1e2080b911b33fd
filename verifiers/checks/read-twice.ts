import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Checksum } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { checkWhole, type Whole } from "./check-whole.ts";

const SECOND_MS = 1_000;
const SECOND_TIME = {
  en: "All bytes are as observed, at the second reading; the first was disturbed.",
  fr: "Tous les octets sont ceux observés, à la seconde lecture ; la première a été perturbée.",
};
const UNSTEADY = {
  en: "Two readings gave two different contents, and neither is the one observed.",
  fr: "Deux lectures ont donné deux contenus différents ; aucun n'est celui observé.",
};

/**
 * Reads a copy, and once more before it is called bad: a disk, a link or a memory may have erred.
 * What the first reading gave stays in what was observed. Rejects where neither could be finished.
 */
export async function readTwice(
  checksum: Checksum | null,
  open: () => AsyncIterable<Uint8Array>,
  clock: Clock,
): Promise<Whole> {
  const startedMs = clock.nowMs();
  const whole = await readAgainIfBad(checksum, open);
  const seconds = Math.max(0, clock.nowMs() - startedMs) / SECOND_MS;
  return { ...whole, check: { ...whole.check, startedAt: instantToJson(startedMs), seconds } };
}

async function readAgainIfBad(checksum: Checksum | null, open: () => AsyncIterable<Uint8Array>) {
  const first = await attempt(checksum, open);
  if (!(first instanceof OperatingError) && first.check.verdict !== "fail") return first;
  const second = await checkWhole(checksum, open());
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

async function attempt(checksum: Checksum | null, open: () => AsyncIterable<Uint8Array>) {
  try {
    return await checkWhole(checksum, open());
  } catch (error) {
    if (error instanceof OperatingError) return error;
    throw error;
  }
}
