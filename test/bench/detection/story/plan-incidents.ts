import { type BenchParameters, damageSpan } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import { PLANTED_KINDS, type PlantedKind, STATISTICAL_KINDS, TIERS, type Tier } from "../label.ts";

const WEEK_MS = 7 * 86_400_000;
/** Between one incident of a series and the next lie at least so many of its slots. */
const APART_SLOTS = 8;
const TRIES_MAX = 60;
const MIB_LOG = Math.log(1024 ** 2);
const COMPRESSIBLE_LOG_MIN = Math.log(1.4);
const HOUR_MS = 3_600_000;
const HALF_DAY_MS = 12 * HOUR_MS;

/** Damage to some slots in a row of one line. */
export type Incident = {
  readonly kind: PlantedKind;
  readonly tier: Tier;
  readonly group: string;
  /** The first slot that it befalls, and how many. */
  readonly index: number;
  readonly slots: number;
};

/** Where a kind of damage can be done so that it is damage. */
const ELIGIBLE: Partial<Record<PlantedKind, (line: Line) => boolean>> = {
  undersized: ({ truth }) => truth.baseLog >= MIB_LOG,
  oversized: ({ truth }) => truth.baseLog >= MIB_LOG,
  "too-fast": ({ truth }) => usualS({ truth }) >= 300,
  "too-slow": (line) => usualS(line) * 4 < longestS(line),
  incompressible: ({ truth }) => truth.ratioLog >= COMPRESSIBLE_LOG_MIN && truth.baseLog >= MIB_LOG,
  stuck: ({ reportsStarts, cadenceMs, isLearned }) =>
    reportsStarts && !isLearned && cadenceMs >= HALF_DAY_MS,
  "extra-run": ({ cadenceMs }) => cadenceMs >= HALF_DAY_MS,
  "copy-late": ({ cadenceMs }) => cadenceMs >= HALF_DAY_MS,
  "copy-size-mismatch": ({ encryptedDuplicate }) => !encryptedDuplicate,
  "copy-checksum-mismatch": ({ encryptedDuplicate }) => !encryptedDuplicate,
  "copy-lost": ({ policy }) => policy.retention !== undefined,
  late: ({ isLearned, cadenceMs }) => !isLearned && cadenceMs >= 3 * HOUR_MS,
  unencrypted: ({ asks }) => asks.encrypted,
  "lock-short": ({ asks }) => asks.locked,
  "retention-short": ({ policy, isBase }) => policy.retention !== undefined && !isBase,
  "purge-overdue": ({ policy }) => policy.retention !== undefined,
  "base-hijacked": ({ series }) => series.backupType === "differential",
  "chain-broken": ({ series: { backupType, assetKind }, policy }) =>
    backupType === "log" ||
    (policy.retention !== undefined &&
      (backupType === "differential" ||
        (backupType === "incremental" && assetKind === "vm-image"))),
  "schedule-drift": ({ isLearned, cadenceMs }) =>
    !isLearned && cadenceMs >= HALF_DAY_MS && cadenceMs <= 2 * HALF_DAY_MS,
};

/** It stands until the copies end: befalling a series again, it may be told as one with before. */
const STANDING: readonly PlantedKind[] = [
  ...["unencrypted", "lock-short", "copies-colocated", "retention-short"],
] as const;

/** Damage that shows so long after the slot. */
function delayOf(kind: PlantedKind, { policy: { retention } }: Line): number {
  if (!retention) return 0;
  return kind === "purge-overdue" ? retention.keep + retention.purgeWithin : 0;
}

/** By subject; `taken` are the slots of each line that hardships or earlier incidents have. */
export function planIncidents(
  parameters: BenchParameters,
  dice: Dice,
  {
    lines,
    taken,
  }: { readonly lines: readonly Line[]; readonly taken: ReadonlyMap<string, Set<number>> },
): ReadonlyMap<string, readonly Incident[]> {
  const planned = new Map<string, Incident[]>();
  const weeks = (lines.length * parameters.days * 86_400_000) / WEEK_MS;
  const { fromMs, untilMs } = damageSpan(parameters);

  function place(line: Line, incident: Incident): boolean {
    const occupied = taken.get(line.subject) ?? new Set<number>();
    const after = incident.index + incident.slots;
    for (let slot = incident.index; slot < after; slot += 1) if (occupied.has(slot)) return false;
    if ((line.dues[after] ?? Number.POSITIVE_INFINITY) >= untilMs) return false;
    for (let slot = incident.index - APART_SLOTS; slot < after + APART_SLOTS; slot += 1)
      occupied.add(slot);
    planned.set(line.subject, [...(planned.get(line.subject) ?? []), incident]);
    return true;
  }

  function plant(kind: PlantedKind, group: string): boolean {
    const line = dice.pick(lines);
    const tier = dice.pick(TIERS);
    const isStanding = STANDING.includes(kind);
    if (isStanding && planned.get(line.subject)?.some((other) => other.kind === kind)) return false;
    const delayMs = delayOf(kind, line);
    const isWithin = (due: number) => due + delayMs >= fromMs && due + delayMs < untilMs;
    const first = line.dues.findIndex(isWithin);
    const count = line.dues.filter(isWithin).length;
    if (!(ELIGIBLE[kind]?.(line) ?? true) || count < 3 || first < 1) return false;
    const index = first + dice.whole(0, count - 1);
    return place(line, { kind, tier, group, index, slots: drawSlots(kind, tier, dice) });
  }

  function plantSiteWide(group: string): boolean {
    const { site } = dice.pick(lines);
    const atMs = dice.within(fromMs, untilMs - 86_400_000);
    const placed = lines.filter((line) => {
      const index = line.dues.findIndex((due) => due >= atMs && due < atMs + 86_400_000);
      if (line.site !== site || index < 1) return false;
      return place(line, { kind: "missing", tier: "hard", group, index, slots: 1 });
    });
    return placed.length > 0;
  }

  for (const kind of PLANTED_KINDS) {
    if (kind === "mass-deletion") continue;
    const rate = parameters.incidents[kind];
    const wanted = rate === 0 ? 0 : Math.max(1, Math.round((rate * weeks) / 1_000));
    for (let number = 1; number <= wanted; number += 1) {
      const group = `${kind}-${number}`;
      const isSiteWide = kind === "missing" && dice.chance(parameters.siteWide);
      const tryOnce = () => (isSiteWide ? plantSiteWide(group) : plant(kind, group));
      for (let tries = 0; tries < TRIES_MAX && !tryOnce(); tries += 1);
    }
  }
  return planned;
}

function drawSlots(kind: PlantedKind, tier: Tier, dice: Dice): number {
  if (kind === "missing" || kind === "failed")
    return { easy: dice.whole(4, 7), medium: dice.whole(2, 3), hard: 1 }[tier];
  if (kind === "schedule-drift") return dice.whole(14, 20);
  if (kind === "retention-short") return dice.whole(6, 20);
  if (kind === "copies-colocated" || kind === "unencrypted" || kind === "lock-short")
    return { easy: dice.whole(4, 7), medium: 2, hard: 1 }[tier];
  const isStatistical = STATISTICAL_KINDS.some((other) => other === kind);
  if (!isStatistical || dice.chance(0.6)) return 1;
  return dice.chance(0.5) ? 2 : dice.whole(3, 5);
}

export function usualS({ truth }: Pick<Line, "truth">): number {
  return truth.overheadS + Math.exp(truth.baseLog) / truth.bytesPerS;
}

/** So long may a run take without being stuck or missing. */
export function longestS({ bounds }: Pick<Line, "bounds">): number {
  const { maxDuration, finishWithin, startWithin } = bounds;
  return (0.75 * Math.min(maxDuration, finishWithin - startWithin)) / 1_000;
}
