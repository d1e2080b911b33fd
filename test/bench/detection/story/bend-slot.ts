import type { Dice } from "../create-dice.ts";
import type { Fineness, Line } from "../estate/line.ts";
import type { PlantedKind, Tier } from "../label.ts";
import { type Incident, longestS, usualS } from "./plan-incidents.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What becomes of a slot. */
export type SlotPlan = {
  readonly goes: "well" | "not at all" | "wrong" | "on for ever";
  readonly startDelayMs: number;
  /** Tries that fail before it goes well, or wrong. */
  readonly failures: number;
  readonly sizeLog: number;
  /** In the place of a backup; else null. */
  readonly bytes: number | null;
  readonly durationLog: number;
  readonly durationMs: number | null;
  /** So much of it can no longer be compressed. */
  readonly encryptedShare: number;
  readonly runsTwice: boolean;
  readonly duplicate: "there" | "absent" | "late" | "short" | "other bytes" | "colocated";
  readonly afterwards: "kept" | "lost" | "changed";
  readonly warnings: readonly string[];
  /** Which copies are not encrypted although that is asked for. */
  readonly open: "none" | "duplicate" | "both";
  /** Of the retention; 1: all of it, as asked. */
  readonly lockedShare: number;
  /** Where the job purges too early: what share of the retention it keeps. */
  readonly keptShares: Partial<Record<Role, number>> | null;
  /** Where nobody purges in time: so much longer it stays. */
  readonly keptMoreMs: Partial<Record<Role, number>> | null;
  /** What it rests on was never heard of, or is deleted later. */
  readonly chainBreak: "none" | "here" | "base deleted";
  /** Besides, somebody takes a full that is copy-only. */
  readonly copyOnlyAside: boolean;
  /** So long its success is kept back by whoever brings it. */
  readonly heldBackMs: number;
};

type Role = "primary" | "duplicate";

/** A slot that goes well and keeps what is asked for. */
export const SOUND: Omit<SlotPlan, "startDelayMs" | "failures"> = {
  goes: "well",
  ...{ sizeLog: 0, bytes: null, durationLog: 0, durationMs: null, encryptedShare: 0 },
  ...{ runsTwice: false, duplicate: "there", afterwards: "kept", warnings: [] },
  ...{ open: "none", lockedShare: 1, keptShares: null, keptMoreMs: null, chainBreak: "none" },
  ...{ copyOnlyAside: false, heldBackMs: 0 },
};

type Range = readonly [least: number, most: number];
type Ranges = Readonly<Record<Tier, Range>>;

/** Shares of a size that are lost. */
const LOST: Readonly<Record<Fineness, Ranges>> = {
  full: { easy: [0.99, 1], medium: [0.5, 0.95], hard: [0.12, 0.5] },
  differential: { easy: [0.99, 1], medium: [0.8, 0.95], hard: [0.6, 0.8] },
  incremental: { easy: [0.99, 1], medium: [0.93, 0.98], hard: [0.85, 0.93] },
  log: { easy: [0.99, 1], medium: [0.95, 0.98], hard: [0.88, 0.95] },
};
const GROWN: Readonly<Record<Fineness, Ranges>> = {
  full: { easy: [3, 8], medium: [1.6, 3], hard: [1.25, 1.6] },
  differential: { easy: [8, 20], medium: [4, 8], hard: [2, 4] },
  incremental: { easy: [30, 60], medium: [12, 30], hard: [5, 12] },
  log: { easy: [40, 80], medium: [15, 40], hard: [6, 15] },
};
const SLOWER: Ranges = { easy: [8, 15], medium: [4, 8], hard: [2.5, 4] };
const FASTER: Ranges = { easy: [12, 30], medium: [6, 12], hard: [3.5, 6] };
const ENCRYPTED: Ranges = { easy: [0.8, 1], medium: [0.5, 0.8], hard: [0.15, 0.5] };
/** After the instant from which it counts as late. */
const LATE_MS: Ranges = {
  easy: [1.5 * HOUR_MS, 2.5 * HOUR_MS],
  medium: [45 * MINUTE_MS, 90 * MINUTE_MS],
  hard: [20 * MINUTE_MS, 45 * MINUTE_MS],
};
const STUCK_MS: Ranges = {
  easy: [0, 0],
  medium: [2 * HOUR_MS, 5 * HOUR_MS],
  hard: [30 * MINUTE_MS, 2 * HOUR_MS],
};
const EMPTY_BYTES_MAX = 4_096;
const WARNING = "A file was in use and has been left out";
const LOCKED: Ranges = { easy: [0, 0], medium: [0.2, 0.6], hard: [0.7, 0.85] };
const KEPT: Ranges = { easy: [0.4, 0.5], medium: [0.5, 0.65], hard: [0.65, 0.8] };
const KEPT_MORE_MS: Ranges = {
  easy: [30 * DAY_MS, 90 * DAY_MS],
  medium: [6 * DAY_MS, 20 * DAY_MS],
  hard: [3 * DAY_MS, 6 * DAY_MS],
};
const MOVED_MS: Ranges = {
  easy: [3 * HOUR_MS, 4 * HOUR_MS],
  medium: [2 * HOUR_MS, 3 * HOUR_MS],
  hard: [80 * MINUTE_MS, 110 * MINUTE_MS],
};

type Scene = { readonly line: Line; readonly tier: Tier; readonly dice: Dice };

/** What each kind of damage does to a slot that would have gone well. */
const BENDS: Readonly<Record<PlantedKind, (scene: Scene) => Partial<SlotPlan>>> = {
  undersized: ({ line, tier, dice }) => {
    if (tier === "easy" && dice.chance(0.5)) return { bytes: dice.whole(0, EMPTY_BYTES_MAX) };
    const lost = dice.within(...LOST[line.truth.fineness][tier]);
    return { sizeLog: Math.log(Math.max(1e-5, 1 - lost)) };
  },
  oversized: ({ line, tier, dice }) => {
    const grown = Math.log(dice.withinLog(...GROWN[line.truth.fineness][tier]));
    return { sizeLog: grown, durationLog: -Math.max(0, grown - longestLog(line)) };
  },
  "too-slow": ({ line, tier, dice }) => ({
    durationLog: Math.min(longestLog(line), Math.log(dice.withinLog(...SLOWER[tier]))),
  }),
  "too-fast": ({ tier, dice }) => ({ durationLog: -Math.log(dice.withinLog(...FASTER[tier])) }),
  incompressible: ({ line, tier, dice }) => ({
    encryptedShare: dice.within(...ENCRYPTED[tier]),
    sizeLog: line.truth.fineness === "full" ? 0 : Math.log(dice.withinLog(1.5, 5)),
  }),
  late: ({ line, tier, dice }) => ({
    startDelayMs: startsLate(line, line.bounds.startWithin + dice.within(...LATE_MS[tier])),
  }),
  missing: () => ({ goes: "not at all" }),
  stuck: ({ line, tier, dice }) =>
    tier === "easy"
      ? { goes: "on for ever" }
      : { durationMs: line.bounds.maxDuration + dice.within(...STUCK_MS[tier]) },
  failed: ({ dice }) => ({ goes: "wrong", failures: dice.whole(1, 2) }),
  "extra-run": () => ({ runsTwice: true }),
  "copy-missing": () => ({ duplicate: "absent" }),
  "copy-late": () => ({ duplicate: "late" }),
  "copy-size-mismatch": () => ({ duplicate: "short" }),
  "copy-checksum-mismatch": () => ({ duplicate: "other bytes" }),
  "copy-changed": () => ({ afterwards: "changed" }),
  "copy-lost": () => ({ afterwards: "lost" }),
  warned: ({ dice }) => ({ warnings: Array.from({ length: dice.whole(1, 3) }, () => WARNING) }),
  "copies-colocated": () => ({ duplicate: "colocated" }),
  unencrypted: ({ tier }) => ({ open: tier === "hard" ? "duplicate" : "both" }),
  "lock-short": ({ tier, dice }) => ({ lockedShare: dice.within(...LOCKED[tier]) }),
  "retention-short": ({ tier, dice }) => ({
    keptShares: inVaults(tier, dice, dice.within(...KEPT[tier])),
  }),
  "purge-overdue": ({ line, tier, dice }) => ({
    keptMoreMs: inVaults(
      tier,
      dice,
      (line.policy.retention?.purgeWithin ?? 0) + dice.within(...KEPT_MORE_MS[tier]),
    ),
  }),
  // Of a whole vault, and of an asset: nothing is wrong with any slot.
  "mass-deletion": () => ({}),
  "base-hijacked": () => ({}),
  "chain-broken": ({ line, tier }) => {
    const { backupType, assetKind } = line.series;
    const isDeleted = assetKind === "vm-image" ? tier === "easy" : backupType === "differential";
    return { chainBreak: isDeleted ? "base deleted" : "here" };
  },
  "schedule-drift": ({ line, tier, dice }) => ({
    startDelayMs: startsLate(line, dice.within(...MOVED_MS[tier])),
  }),
};

export function bendSlot(
  plan: SlotPlan,
  { kind, tier }: Incident,
  scene: Omit<Scene, "tier">,
): SlotPlan {
  return { ...plan, ...BENDS[kind]({ ...scene, tier }) };
}

/** So late as wanted, where it can still end in time. */
function startsLate(line: Line, wantedMs: number): number {
  const { startWithin, finishWithin } = line.bounds;
  const latestMs = finishWithin - 1.6 * usualS(line) * 1_000;
  return Math.max(startWithin + 20 * MINUTE_MS, Math.min(latestMs, wantedMs));
}

/** In both vaults, or in one alone, which is harder to see. */
function inVaults(tier: Tier, dice: Dice, value: number): Partial<Record<Role, number>> {
  if (tier === "easy") return { primary: value, duplicate: value };
  return dice.chance(0.5) ? { primary: value } : { duplicate: value };
}

/** So much longer than usual, in logs, may a run take without being stuck. */
function longestLog(line: Line): number {
  return Math.log(longestS(line) / usualS(line));
}
