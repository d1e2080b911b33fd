import type { Fineness } from "../estate/line.ts";
import type { Generated } from "../generate.ts";
import { STATISTICAL_KINDS, type StatisticalKind, TIERS, type Tier } from "../label.ts";
import type { Matched } from "./match-alerts.ts";
import { type Counts, type Rates, ratesOf } from "./rates.ts";

export type BackupScore = Rates &
  Counts & {
    readonly kind: StatisticalKind;
    readonly backup: Fineness;
    readonly recallByTier: Readonly<Partial<Record<Tier, number | null>>>;
  };

/** The statistical kinds by what is backed up: fulls are judged more easily than logs. */
export function splitByBackup(matched: Matched, { lines }: Generated): readonly BackupScore[] {
  const backupOf = new Map(lines.map(({ subject, truth }) => [subject, truth.fineness]));
  const backups = [...new Set(backupOf.values())].sort();
  return STATISTICAL_KINDS.flatMap((kind) =>
    backups.map((backup): BackupScore => {
      const own = matched.labels.filter(
        ({ label }) => label.kind === kind && backupOf.get(label.subject) === backup,
      );
      const falseAlarms = matched.falseAlarms.filter(
        (alarm) => alarm.kind === kind && backupOf.get(alarm.subject) === backup,
      ).length;
      const tiers = TIERS.map((tier) => {
        const ofTier = own.filter(({ label }) => label.tier === tier);
        return [tier, ratesOf({ ...countHits(ofTier), falseAlarms: 0 }).recall] as const;
      });
      const counts = { ...countHits(own), falseAlarms };
      return {
        kind,
        backup,
        ...counts,
        ...ratesOf(counts),
        recallByTier: Object.fromEntries(tiers),
      };
    }),
  );
}

function countHits(labels: Matched["labels"]): Pick<Counts, "hits" | "misses"> {
  const hits = labels.filter(({ atMs }) => atMs !== null).length;
  return { hits, misses: labels.length - hits };
}
