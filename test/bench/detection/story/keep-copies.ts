import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";
import type { Speaker } from "./create-speaker.ts";
import type { CopyStory, StoredCopy } from "./truth-run.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const ENCRYPTION_BYTES = 4_096;
/** A lock lasts so much longer than what is promised to be kept. */
const LOCK_MORE_MS = HOUR_MS;

type Scene = {
  readonly line: Line;
  readonly speaker: Speaker;
  readonly dice: Dice;
  readonly parameters: BenchParameters;
  /** All copies of the asset, for those who purge them. */
  readonly stored: StoredCopy[];
};

type Stored = {
  readonly runId: string;
  readonly finishedAtMs: number;
  readonly bytes: number;
  readonly baseRunId: string | null;
};

/** The copies of one run, from their arrival to what befalls them besides their purge. */
export function keepCopies(scene: Scene, run: Stored, plan: SlotPlan): CopyStory {
  const { line, speaker, dice, stored } = scene;
  const { runId, finishedAtMs, bytes } = run;
  const within = line.policy.copies?.within ?? 6 * HOUR_MS;
  const primaryAtMs = finishedAtMs + Math.round(dice.within(30_000, 5 * MINUTE_MS));
  const delayMs =
    plan.duplicate === "late"
      ? within + dice.within(HOUR_MS, 12 * HOUR_MS)
      : dice.withinLog(10 * MINUTE_MS, 3 * HOUR_MS);
  const about = { line, plan, finishedAtMs, runId, baseRunId: run.baseRunId };
  const first = put({ ...about, role: "primary", seenAtMs: primaryAtMs }, bytes);
  const second =
    plan.duplicate === "absent"
      ? null
      : put({ ...about, role: "duplicate", seenAtMs: finishedAtMs + Math.round(delayMs) }, bytes);
  const copies = second ? [first, second] : [first];
  for (const copy of copies) copy.heardAtMs = speaker.observed(copy, copy.seenAtMs);
  stored.push(...copies);
  return { first, second, ...bother(scene, first, second) };
}

/** What befalls copies besides their purge. */
function bother(
  { speaker, dice, parameters: { shares } }: Scene,
  first: StoredCopy,
  second: StoredCopy | null,
) {
  const { finishedAtMs, plan, runId } = first;
  const changedAtMs = plan.afterwards === "changed" ? finishedAtMs + daysMs(dice, 1, 4) : null;
  const changed = { ...first, checksum: `other-${runId}` };
  const changedHeardAtMs = changedAtMs === null ? null : speaker.observed(changed, changedAtMs);
  if (plan.afterwards === "lost") first.goneAtMs = finishedAtMs + daysMs(dice, 1, 5);
  if (dice.chance(shares.rehashedCopies)) {
    const anew = { ...first, algorithm: "sha512", checksum: `long-${runId}` };
    speaker.observed(anew, finishedAtMs + 2 * HOUR_MS + DAY_MS / 4);
  }
  if (second && dice.chance(shares.movedCopies)) {
    const [fromUri, movedAtMs] = [second.uri, second.seenAtMs + DAY_MS];
    second.uri = `${fromUri}.moved`;
    speaker.observed(second, movedAtMs);
    speaker.removed({ ...second, uri: fromUri }, movedAtMs + 10 * MINUTE_MS);
  }
  return { changedAtMs, changedHeardAtMs };
}

type Placing = Pick<
  StoredCopy,
  "line" | "plan" | "finishedAtMs" | "runId" | "baseRunId" | "role" | "seenAtMs"
>;

function put(placing: Placing, bytes: number): StoredCopy {
  const { line, plan, role, runId } = placing;
  const vault = line.vaults[plan.duplicate === "colocated" ? "primary" : role];
  const uri = `s3://${vault}/${line.series.instance}/${line.series.asset}/${role}/${runId}`;
  const copy = { sizeBytes: bytes, checksum: `sum-${runId}`, encrypted: null };
  return {
    ...placing,
    ...{ vault, uri, lockedUntilMs: lockOf(placing) },
    ...{ heardAtMs: 0, goneAtMs: null, goneHeardAtMs: null },
    ...copy,
    ...seal(placing, copy),
    ...(role === "duplicate" && hurt(plan, copy)),
  };
}

type Bytes = Pick<StoredCopy, "sizeBytes" | "checksum" | "encrypted">;

function seal({ line, plan, role }: Placing, copy: Bytes): Partial<Bytes> {
  if (line.encryptedDuplicate && role === "duplicate") {
    const sizeBytes = copy.sizeBytes + ENCRYPTION_BYTES;
    return { sizeBytes, checksum: `sealed-${copy.checksum}`, encrypted: true };
  }
  if (!line.asks.encrypted) return {};
  const isOpen = plan.open === "both" || (plan.open === "duplicate" && role === "duplicate");
  if (!isOpen) return { encrypted: true };
  if (plan.open === "both") return { encrypted: false };
  const sizeBytes = copy.sizeBytes - Math.min(copy.sizeBytes, ENCRYPTION_BYTES);
  return { sizeBytes, checksum: `open-${copy.checksum}`, encrypted: false };
}

function hurt({ duplicate }: SlotPlan, { sizeBytes, checksum }: Bytes): Partial<Bytes> {
  if (duplicate === "short")
    return { sizeBytes: Math.floor(sizeBytes / 2), checksum: `cut-${checksum}` };
  return duplicate === "other bytes" ? { checksum: `flipped-${checksum}` } : {};
}

function lockOf({ line, plan, finishedAtMs }: Placing): number | null {
  const keep = line.policy.retention?.keep;
  if (!line.asks.locked || keep === undefined || plan.lockedShare === 0) return null;
  if (plan.lockedShare === 1) return finishedAtMs + keep + LOCK_MORE_MS;
  return finishedAtMs + Math.round(plan.lockedShare * keep);
}

function daysMs(dice: Dice, least: number, most: number): number {
  return Math.round(dice.within(least, most) * DAY_MS);
}
