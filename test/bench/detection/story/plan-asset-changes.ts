import { type BenchParameters, endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance } from "../label.ts";
import type { Incident } from "./plan-incidents.ts";
import { LEFT_SHORT } from "./plan-vault-incidents.ts";

const DAY_MS = 86_400_000;
const HOLD_DAYS = [5, 40] as const;
/** What bears on how long copies are kept: announced changes are kept apart from it. */
const OF_KEEPING = new Set(["purge-overdue", "retention-short", "copy-lost", "chain-broken"]);

/** What is done to an asset on purpose, and no damage. */
export type AssetChanges = {
  /** Announced: copies are kept longer. */
  readonly hold: { readonly fromMs: number; readonly toMs: number; readonly reason: string } | null;
  /** Announced: older copies are deleted. */
  readonly purge: { readonly atMs: number } | null;
  /** It is restored, and goes on along another recovery fork with a new full. */
  readonly recoveredAtMs: number | null;
};

export function planAssetChanges(
  parameters: BenchParameters,
  dice: Dice,
  {
    lines,
    incidents,
  }: { readonly lines: readonly Line[]; readonly incidents: readonly Incident[] },
): AssetChanges {
  const { shares, startMs, days, probationDays } = parameters;
  const draw = (share: number) => {
    const atMs = startMs + Math.round(dice.within(probationDays + 14, days - 10) * DAY_MS);
    return dice.chance(share) ? atMs : null;
  };
  const [holdMs, purgeMs] = [draw(shares.legalHolds), draw(shares.announcedPurges)];
  const recoveredAtMs = draw(shares.recoveries);
  const lastsMs = Math.round(dice.within(...HOLD_DAYS) * DAY_MS);
  const reason = dice.pick(["legal hold", "kept longer until the audit"]);
  const isKept = lines[0]?.policy.retention !== undefined;
  const isFree = isKept && !incidents.some(({ kind }) => OF_KEEPING.has(kind));
  return {
    hold: isFree && holdMs !== null ? { fromMs: holdMs, toMs: holdMs + lastsMs, reason } : null,
    purge: isFree && holdMs === null && purgeMs !== null ? { atMs: purgeMs } : null,
    recoveredAtMs,
  };
}

/** Announced, so that a finding about it is wrong, save that fewer restore points are left. */
export function circumstancesOfChanges(
  { hold, purge, recoveredAtMs }: AssetChanges,
  lines: readonly Line[],
  parameters: BenchParameters,
): readonly Circumstance[] {
  const presence = { bearsOn: "presence" } as const;
  return lines.flatMap(({ subject, policy }): Circumstance[] => {
    const keepMs = policy.retention?.keep ?? 0;
    const untilMs = endMs(parameters);
    return [
      ...(hold ? [{ ...presence, subject, ...hold, cause: "kept longer", dontCare: [] }] : []),
      ...(purge
        ? [
            {
              ...{ ...presence, subject, cause: "announced purge", fromMs: purge.atMs },
              ...{ toMs: Math.min(untilMs, purge.atMs + keepMs + 14 * DAY_MS) },
              // It may leave nothing that is young enough.
              dontCare: [...LEFT_SHORT, "rpo-breach"] as const,
            },
          ]
        : []),
      ...(recoveredAtMs === null
        ? []
        : [
            {
              ...{ ...presence, subject, cause: "recovery fork", dontCare: [] },
              ...{ fromMs: recoveredAtMs, toMs: recoveredAtMs + 8 * DAY_MS },
            },
          ]),
    ];
  });
}
