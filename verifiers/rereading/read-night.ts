import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { seriesKey } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { RereadConfig } from "../../schemas/vault.ts";
import { askVerification } from "../copies/ask-verification.ts";
import type { Due } from "./choose-due.ts";
import type { Hashing } from "./hashing/open-hashing.ts";
import type { Readings } from "./open-readings.ts";
import { type Reread, rereadCopy } from "./reread-copy.ts";

/** One after another that cannot be read: then the vault itself cannot, and waits for a night. */
const UNREADABLE_MAX = 3;
const URI_LENGTH_LOGGED = 200;

type Options = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reread: RereadConfig;
  readonly readings: Readings;
  readonly threads: readonly Hashing[];
  readonly signal: AbortSignal;
  readonly nightAtMs: number;
};
type Result = { readonly copies: number; readonly bytes: number; readonly doubted: number };
/** Of one vault, this night. */
type Account = { leftBytes: number; unreadable: number };

/**
 * Reads what is due, in its order, one copy on each thread, while its vault has bytes left: a copy
 * larger than what is left is read, and owed to the next night. Whatever is not as it was is
 * verified: only a proof, which reads it once more, calls a copy bad.
 */
export async function readNight(due: readonly Due[], options: Options): Promise<Result> {
  const { readings, threads, signal, clock } = options;
  const accounts = await openAccounts(due, options);
  const queue = [...due];
  const result = { copies: 0, bytes: 0, doubted: 0 };

  async function readOne(one: Due, account: Account, hashing: Hashing): Promise<void> {
    const { copy } = one.present;
    account.leftBytes -= Number(copy.sizeBytes);
    const seen = await rereadCopy(one, { hashing, readings });
    if (signal.aborted) return;
    const bytes = seen.kind === "same" || seen.kind === "changed" ? seen.bytesRead : 0;
    account.leftBytes += Number(copy.sizeBytes) - bytes;
    account.unreadable = seen.kind === "unreadable" ? account.unreadable + 1 : 0;
    if (seen.kind !== "same") await doubt(one, seen, options);
    const sha256 = seen.kind === "same" ? seen.sha256 : null;
    await readings.spend(copy, sha256, { atMs: clock.nowMs(), bytes });
    result.copies += 1;
    result.bytes += bytes;
    result.doubted += seen.kind === "same" ? 0 : 1;
  }

  async function work(hashing: Hashing): Promise<void> {
    for (let one = queue.shift(); one && !signal.aborted; one = queue.shift()) {
      const account = accounts.get(one.present.copy.vault);
      if (!account || account.leftBytes <= 0 || account.unreadable >= UNREADABLE_MAX) continue;
      await readOne(one, account, hashing);
    }
  }
  await Promise.all(threads.map(work));
  return result;
}

async function openAccounts(
  due: readonly Due[],
  { reread, readings, nightAtMs }: Options,
): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const vault of new Set(due.map(({ present }) => present.copy.vault))) {
    const { bytesPerNight } = reread.vaults[vault] ?? reread;
    const leftBytes = await readings.openNight({ vault, nightAtMs, bytesPerNight });
    accounts.set(vault, { leftBytes, unreadable: 0 });
  }
  return accounts;
}

/** The proof compares with what the bytes were: with what differs, or with what was observed. */
async function doubt(
  { present }: Due,
  seen: Exclude<Reread, { kind: "same" }>,
  { log, clock, logger }: Options,
): Promise<void> {
  const { copy } = present;
  const uri = copy.uri.slice(0, URI_LENGTH_LOGGED);
  const why = seen.kind === "unreadable" ? { err: seen.error } : {};
  logger.warn({ uri, seen: seen.kind, ...why }, "a copy is not as it was; it is verified");
  const checksum = seen.kind === "changed" ? (seen.against ?? copy.checksum) : copy.checksum;
  const asked = { level: "whole", reason: "recheck", askedAtMs: clock.nowMs() } as const;
  const verification = askVerification({ ...present, copy: { ...copy, checksum } }, asked);
  const key = seriesKey(present.series);
  await log.append(TOPICS.verifications, [{ key, value: JSON.stringify(verification) }]);
}
