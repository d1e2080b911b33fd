import type { Generated } from "../generate.ts";
import { isStatistical } from "../label.ts";
import type { Alert, Matched } from "./match-alerts.ts";

const AFTERMATH_CADENCES = 10;

export type Cause = { readonly kind: string; readonly cause: string; readonly count: number };

/** By kind and what the series went through at the time, the most frequent first. */
export function listCauses(matched: Matched, generated: Generated) {
  const lines = new Map(generated.lines.map((line) => [line.subject, line]));
  const circumstancesOf = Map.groupBy(generated.circumstances, ({ subject }) => subject);
  const labelsOf = Map.groupBy(generated.labels, ({ subject }) => subject);

  function causeOf({ kind, subject, atMs }: Alert): string {
    const line = lines.get(subject);
    const what = line ? line.truth.fineness : "collector";
    const spread = line?.truth.sigma === 0 ? ", constant size" : "";
    const bearsOn = isStatistical(kind) ? "quantities" : "presence";
    const label = labelsOf.get(subject)?.find(({ kind: other, fromMs, hitUntilMs }) => {
      if (isStatistical(kind) && !isStatistical(other)) return false;
      const untilMs = hitUntilMs + AFTERMATH_CADENCES * (line?.cadenceMs ?? 0);
      return fromMs <= atMs && atMs <= untilMs;
    });
    if (label) {
      const when = atMs <= label.hitUntilMs ? "with" : "after";
      return `${what}${spread}: ${when} ${label.kind === kind ? "its own kind" : label.kind}`;
    }
    const [closest] = (circumstancesOf.get(subject) ?? [])
      .filter((other) => other.bearsOn === bearsOn && other.fromMs <= atMs && atMs <= other.toMs)
      .sort((a, b) => a.toMs - a.fromMs - (b.toMs - b.fromMs));
    return `${what}${spread}: ${closest?.cause ?? "an ordinary day"}`;
  }

  const missed = matched.labels.filter(({ atMs }) => atMs === null);
  return {
    falseAlarms: count(
      matched.falseAlarms.map((alarm) => ({ kind: alarm.kind, cause: causeOf(alarm) })),
    ),
    misses: count(
      missed.map(({ label }) => {
        const what = lines.get(label.subject)?.truth.fineness ?? "collector";
        return { kind: label.kind, cause: `${what}: ${label.tier}` };
      }),
    ),
  };
}

function count(
  items: readonly { readonly kind: string; readonly cause: string }[],
): readonly Cause[] {
  const groups = Map.groupBy(items, ({ kind, cause }) => `${kind}\n${cause}`);
  return [...groups.values()]
    .flatMap((group) => (group[0] ? [{ ...group[0], count: group.length }] : []))
    .sort((a, b) => b.count - a.count);
}
