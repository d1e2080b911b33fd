import { localTime } from "../../platform/calendar/local-time.ts";
import type { Finding } from "../../schemas/finding.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import { countSlots } from "./count-slots.ts";
import { judgeStanding } from "./judge-standing.ts";
import type { KnownSeries, PresentCopy, SeriesData, WeekOptions, WeekRun } from "./week-data.ts";
import type { ReportedSeries } from "./week-report.ts";

/** Incomplete runs of one series that are listed one by one; beyond it they are counted. */
const INCOMPLETE_MAX = 10;

type Options = Pick<WeekOptions, "week" | "asOfMs" | "zone" | "policies">;

/** One series in the week's report: its backups, their copies, and how its proofs stand. */
export function reportSeries(
  known: KnownSeries,
  { runs, copies, findings, chain }: SeriesData,
  options: Options,
): ReportedSeries {
  const { week, asOfMs, zone, policies } = options;
  const policy = matchPolicy(known.series, policies);
  const ofWeek = runs.filter(
    ({ startedAtMs }) => startedAtMs >= week.fromMs && startedAtMs < asOfMs,
  );
  const succeeded = ofWeek.filter((run) => run.succeeded);
  const slots = policy && countSlots(policy, slotOptions(known, { runs, findings }, options));
  return {
    id: known.id,
    series: known.series,
    policy: policy?.name ?? null,
    slots,
    runs: {
      succeeded: succeeded.length,
      failed: ofWeek.length - succeeded.length,
      extra: slots ? Math.max(0, succeeded.length - slots.made) : 0,
    },
    copies: reportCopies(succeeded, copies, { policy, zone }),
    standing: judgeStanding(policy, chain, asOfMs),
    verification: policy?.verification
      ? {
          everyMs: policy.verification.every,
          level: policy.verification.level,
          rtoMs: policy.objectives?.rto ?? null,
        }
      : null,
    lastProven: chain?.lastProven
      ? { at: localTime(chain.lastProven.atMs, zone), level: chain.lastProven.level }
      : null,
    chain: { proofs: chain?.proofs ?? 0, head: chain?.head ?? null },
  };
}

function slotOptions(
  known: KnownSeries,
  { runs, findings }: Pick<SeriesData, "runs" | "findings">,
  options: Options,
) {
  const isMissing = ({ kind }: Finding) => kind === "missing";
  const isLate = ({ kind }: Finding) => kind === "late" || kind === "missing";
  return {
    fromMs: options.week.fromMs,
    untilMs: options.asOfMs,
    firstHeardMs: known.firstHeardMs,
    startedMs: runs.filter((run) => run.succeeded).map(({ startedAtMs }) => startedAtMs),
    lateMs: slotsOf(findings.filter(isLate)),
    missingMs: slotsOf(findings.filter(isMissing)),
  };
}

function slotsOf(findings: readonly Finding[]): ReadonlySet<number> {
  return new Set(findings.flatMap(({ slot }) => (slot === null ? [] : Date.parse(slot))));
}

/**
 * A run is complete where each role that its policy requires has a copy, each in a vault of its
 * own.
 */
function reportCopies(
  runs: readonly WeekRun[],
  copies: readonly PresentCopy[],
  { policy, zone }: { readonly policy: Policy | null; readonly zone: string },
): ReportedSeries["copies"] {
  const required = [...new Set(policy?.copies?.required ?? [])];
  const copiesOf = Map.groupBy(copies, ({ runId }) => runId);
  const judged = runs.map((run) => {
    const own = copiesOf.get(run.runId) ?? [];
    const missing = required.filter((role) => !own.some((copy) => copy.role === role));
    const vaults = new Set(own.map(({ vault }) => vault)).size;
    const together = missing.length === 0 && vaults < required.length;
    return { run, missing: together ? ["second-vault"] : missing };
  });
  const incomplete = judged.filter(({ missing }) => missing.length > 0);
  return {
    required,
    complete: judged.length - incomplete.length,
    incomplete: incomplete.slice(0, INCOMPLETE_MAX).map(({ run, missing }) => ({
      runId: run.runId,
      startedAt: localTime(run.startedAtMs, zone),
      missing,
    })),
    incompleteMore: Math.max(0, incomplete.length - INCOMPLETE_MAX),
  };
}
