import { randomUUID } from "node:crypto";
import { BASELINE_KINDS } from "../../analyzers/decisions/baseline-kinds.ts";
import { type FixedRule, isFixedRule } from "../../analyzers/decisions/fixed-rules.ts";
import { sayResolution } from "../../analyzers/decisions/say-decision.ts";
import { createSeriesDecisions } from "../../analyzers/decisions/series-decisions.ts";
import type { Store } from "../../platform/store/store.ts";
import { type Decision, type DecisionJson, decisionSchema } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesId, seriesKey } from "../../schemas/series.ts";
import { readFindings } from "../commands/read-findings.ts";
import type { Draft, Ground } from "./draft.ts";
import { readDecisions } from "./read-decisions.ts";

const WHY_FIXED: Readonly<Record<FixedRule, string>> = {
  minimum: "the minimum of its policy decided. Mend the policy if that is wrong.",
  empty: "an empty backup is told whatever is usual.",
};

type Feedback = Extract<DecisionJson, { readonly finding: unknown }>;

/** What people say of a finding: it is right and was to be expected, or wrong to be told. */
export async function drawFeedback(
  found: Finding,
  kind: Feedback["kind"],
  { store, nowMs, said }: Ground,
): Promise<Draft> {
  const decision = { ...said, kind, finding: nameFinding(found) };
  if (!found.series) return drawParent(found, decision, store);
  const read = decisionSchema.parse(decision);
  const resolution = sayResolution(read);
  const before =
    kind === "false-alarm"
      ? await readDecisions(store, kind, { seriesId: seriesId(found.series) })
      : [];
  const widening = wideningOf(found, [...before.filter((one) => isOf(one, found)), read], nowMs);
  return {
    decision,
    changes: [
      `${found.kind} ${found.id}: ${found.summary.en}`,
      found.resolvedAt ? `It is resolved already: ${found.resolution}` : `Resolves: ${resolution}`,
      ...(isOfBaseline(found) ? [`The value of run ${found.runId} is learned.`] : []),
      ...(kind === "false-alarm" && isOfBaseline(found) ? [sayWidening(found, widening)] : []),
    ],
    effect: { finding: found.id, resolution, ...(widening !== null && { widening }) },
  };
}

function nameFinding({ id, kind, series, runId, evidence: { rule } }: Finding) {
  return { id, kind, series, runId, ...(typeof rule === "string" && { rule }) };
}

function sayWidening({ kind, evidence }: Finding, widening: number | null): string {
  const { rule } = evidence;
  if (isFixedRule(rule)) return `No threshold widens: ${WHY_FIXED[rule]}`;
  return `The threshold of ${kind} for this series is ${widening} times as wide now.`;
}

/** A parent is over when its members are: each is decided as well, as its run may teach. */
async function drawParent(parent: Finding, decision: Feedback, store: Store): Promise<Draft> {
  const open = await readFindings(store, { parent: parent.id, open: true });
  const resolution = sayResolution(decisionSchema.parse(decision));
  const resolves =
    open.length === 0 ? "" : ` Its ${open.length} open members resolve, and it with them.`;
  return {
    decision,
    others: open.map((member) => ({ ...decision, id: randomUUID(), finding: nameFinding(member) })),
    changes: [
      `${parent.kind} ${parent.id}: ${parent.summary.en}`,
      parent.resolvedAt
        ? `It is resolved already: ${parent.resolution}`
        : `Resolves: ${resolution}.${resolves}`,
    ],
    effect: { finding: parent.id, resolution, members: open.map(({ id }) => id) },
  };
}

function isOf(decision: Decision, { series }: Finding): boolean {
  if (!("finding" in decision) || !decision.finding.series || !series) return false;
  return seriesKey(decision.finding.series) === seriesKey(series);
}

function isOfBaseline({ kind, runId }: Finding): boolean {
  return runId !== null && BASELINE_KINDS.includes(kind);
}

/** Null where nothing widens. */
function wideningOf(
  finding: Finding,
  decisions: readonly Decision[],
  nowMs: number,
): number | null {
  const isFalse = decisions.some(({ kind }) => kind === "false-alarm");
  if (!isFalse || !isOfBaseline(finding) || isFixedRule(finding.evidence["rule"])) return null;
  return Number(createSeriesDecisions(decisions).widening(finding.kind, nowMs).toFixed(3));
}
