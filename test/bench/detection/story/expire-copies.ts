import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance } from "../label.ts";
import type { Speaker } from "./create-speaker.ts";
import type { AssetChanges } from "./plan-asset-changes.ts";
import type { VaultIncident } from "./plan-vault-incidents.ts";
import type { StoredCopy } from "./truth-run.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A purge comes once a night, and no sooner than a lock ends. */
const PURGE_MIN_MS = 2 * HOUR_MS;
const PURGE_MAX_MS = DAY_MS;
/** An announced purge leaves what is younger. */
const PURGED_AGE_MS = 2 * DAY_MS;
const PURGE_LASTS_MS = 2 * HOUR_MS;
const SHORTENED_LOCK_MS = DAY_MS;

type Scene = {
  readonly dice: Dice;
  readonly untilMs: number;
  readonly changes: AssetChanges;
  /** By run: when both its copies are deleted although others rest on it. */
  readonly losses: ReadonlyMap<string, number>;
  readonly vaultIncidents: readonly VaultIncident[];
  readonly speakerOf: (subject: string) => Speaker | undefined;
};

/**
 * Ends the copies of an asset as its vaults would: at the end of their retention, bases after what
 * rests on them, unless something befalls them.
 */
export function expireCopies(copies: readonly StoredCopy[], scene: Scene): Circumstance[] {
  const { untilMs, speakerOf } = scene;
  const neededUntilMs = new Map<string, number>();
  const circumstances: Circumstance[] = [];
  for (const copy of copies.toSorted((a, b) => b.finishedAtMs - a.finishedAtMs)) {
    const { role, runId, baseRunId, line } = copy;
    const neededMs = neededUntilMs.get(`${runId}/${role}`) ?? 0;
    copy.goneAtMs ??= endOf(copy, neededMs, scene);
    const { retention } = line.policy;
    const overdueMs = copy.finishedAtMs + (retention?.keep ?? 0) + (retention?.purgeWithin ?? 0);
    if (retention && neededMs + MINUTE_MS > overdueMs)
      circumstances.push(keptForOthers(line, overdueMs, neededMs + DAY_MS));
    if (baseRunId !== null && copy.goneAtMs !== null) {
      const key = `${baseRunId}/${role}`;
      neededUntilMs.set(key, Math.max(neededUntilMs.get(key) ?? 0, copy.goneAtMs));
    }
    sufferVaultIncidents(copy, scene);
  }
  for (const copy of copies) {
    if (copy.goneAtMs === null || copy.goneAtMs > untilMs) continue;
    copy.goneHeardAtMs = speakerOf(copy.line.subject)?.removed(copy, copy.goneAtMs) ?? null;
  }
  return circumstances;
}

function endOf(copy: StoredCopy, neededMs: number, scene: Scene): number | null {
  const { finishedAtMs, plan, line, runId, seenAtMs } = copy;
  const { dice, changes, losses } = scene;
  const lostAtMs = losses.get(runId);
  if (lostAtMs !== undefined) return Math.max(lostAtMs, seenAtMs) + dice.whole(0, 10) * MINUTE_MS;
  const { retention } = line.policy;
  if (!retention) return null;
  const purgeMs = dice.within(PURGE_MIN_MS, Math.min(PURGE_MAX_MS, retention.purgeWithin / 2));
  const keptMs = retention.keep * (plan.keptShares?.[copy.role] ?? 1);
  const usualMs = Math.round(finishedAtMs + keptMs + purgeMs + (plan.keptMoreMs?.[copy.role] ?? 0));
  const wantedMs = Math.max(usualMs, neededMs + MINUTE_MS);
  const { hold, purge } = changes;
  const orNeededMs = (atMs: number) => Math.max(Math.round(atMs), neededMs + MINUTE_MS);
  if (hold && hold.fromMs <= wantedMs && wantedMs <= hold.toMs)
    return orNeededMs(hold.toMs - dice.within(MINUTE_MS, HOUR_MS));
  const isOld = purge !== null && finishedAtMs < purge.atMs - PURGED_AGE_MS;
  if (isOld && wantedMs > purge.atMs && neededMs < purge.atMs + PURGE_LASTS_MS)
    return orNeededMs(purge.atMs + dice.within(0, PURGE_LASTS_MS));
  return wantedMs;
}

/** Many copies of a vault vanish at once, or their locks are shortened. */
function sufferVaultIncidents(copy: StoredCopy, scene: Scene): void {
  const { dice, untilMs, vaultIncidents, speakerOf } = scene;
  for (const incident of vaultIncidents) {
    const { vault, fromMs, lastsMs, share, effect } = incident;
    const isThere = copy.seenAtMs < fromMs && fromMs + lastsMs < (copy.goneAtMs ?? untilMs);
    if (vault !== copy.vault || !isThere || !dice.chance(share)) continue;
    const atMs = Math.round(fromMs + dice.within(0, lastsMs));
    if (effect === "deleted") copy.goneAtMs = atMs;
    else if ((copy.lockedUntilMs ?? 0) <= atMs + 2 * SHORTENED_LOCK_MS) continue;
    else {
      const shortened = { ...copy, lockedUntilMs: atMs + SHORTENED_LOCK_MS };
      speakerOf(copy.line.subject)?.observed(shortened, atMs);
    }
    incident.befell.push({ line: copy.line, atMs });
  }
}

function keptForOthers({ subject }: Line, fromMs: number, toMs: number): Circumstance {
  return {
    ...{ cause: "kept for what rests on it", bearsOn: "presence" },
    ...{ subject, fromMs, toMs, dontCare: ["purge-overdue"] },
  };
}
