import type { Dice } from "../create-dice.ts";
import type { Fineness, Line } from "../estate/line.ts";
import type { PlantedKind, Tier } from "../label.ts";
import { type Incident, longestS, usualS } from "./plan-incidents.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

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
  readonly duplicate: "there" | "absent" | "late" | "short" | "other bytes";
  readonly afterwards: "kept" | "lost" | "changed";
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
  late: ({ line, tier, dice }) => {
    const { startWithin, finishWithin } = line.policy.schedule;
    const latestMs = finishWithin - 1.6 * usualS(line) * 1_000;
    const wantedMs = startWithin + dice.within(...LATE_MS[tier]);
    return { startDelayMs: Math.max(startWithin + 20 * MINUTE_MS, Math.min(latestMs, wantedMs)) };
  },
  missing: () => ({ goes: "not at all" }),
  stuck: ({ line, tier, dice }) =>
    tier === "easy"
      ? { goes: "on for ever" }
      : { durationMs: line.policy.schedule.maxDuration + dice.within(...STUCK_MS[tier]) },
  failed: ({ dice }) => ({ goes: "wrong", failures: dice.whole(1, 2) }),
  "extra-run": () => ({ runsTwice: true }),
  "copy-missing": () => ({ duplicate: "absent" }),
  "copy-late": () => ({ duplicate: "late" }),
  "copy-size-mismatch": () => ({ duplicate: "short" }),
  "copy-checksum-mismatch": () => ({ duplicate: "other bytes" }),
  "copy-changed": () => ({ afterwards: "changed" }),
  "copy-lost": () => ({ afterwards: "lost" }),
};

export function bendSlot(
  plan: SlotPlan,
  { kind, tier }: Incident,
  scene: Omit<Scene, "tier">,
): SlotPlan {
  return { ...plan, ...BENDS[kind]({ ...scene, tier }) };
}

/** So much longer than usual, in logs, may a run take without being stuck. */
function longestLog(line: Line): number {
  return Math.log(longestS(line) / usualS(line));
}
