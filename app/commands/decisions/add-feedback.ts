import { randomUUID } from "node:crypto";
import { BASELINE_KINDS } from "../../../analyzers/decisions/baseline-kinds.ts";
import { sayResolution } from "../../../analyzers/decisions/say-decision.ts";
import { createSeriesDecisions } from "../../../analyzers/decisions/series-decisions.ts";
import type { Store } from "../../../platform/store/store.ts";
import { type Decision, type DecisionJson, decisionSchema } from "../../../schemas/decision.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { EXIT } from "../../exit-code.ts";
import type { AddCommand } from "../context.ts";
import { findFinding } from "../find-finding.ts";
import { readFindings } from "../read-findings.ts";
import { readDecisions } from "./read-decisions.ts";
import {
  addDecisionOptions,
  type DecisionOptions,
  type Draft,
  type Ground,
  takeDecision,
} from "./take-decision.ts";

type Feedback = Extract<DecisionJson, { readonly finding: unknown }>;

/** `vigie expected`: what was found is right. */
export const addExpected: AddCommand = (program, context, finish) => {
  const command = program
    .command("expected")
    .summary("what a finding says is right: it resolves, and its value is learned")
    .description(
      "Says that what was found is so, and was to be expected: a small month, a planned stop. The finding resolves as " +
        "expected, with who said so and why, and does not come back; the value of its run is learned as usual from then on.",
    )
    .argument("<finding>", "its id, or enough of its head to name one");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie expected 3f9a --reason "the site was closed"')
    .action(async (id: string, options: DecisionOptions) => {
      await takeDecision(options, context, (ground) => draw(id, "expected", ground));
      finish(EXIT.done);
    });
};

/** `vigie false-alarm`: it should not have been told. */
export const addFalseAlarm: AddCommand = (program, context, finish) => {
  const command = program
    .command("false-alarm")
    .summary("a finding should not have been told: its series' threshold widens")
    .description(
      "Says that a finding was wrong to wake anybody. It resolves as a false alarm and does not come back, its value is " +
        "learned, and the threshold of its kind widens for its series by 15 %, to twice at most; that fades over 60 days. " +
        "Rules without statistics (missing, empty, under the policy's floor) do not widen.",
    )
    .argument("<finding>", "its id, or enough of its head to name one");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie false-alarm 3f9a --reason "varies with the season"')
    .action(async (id: string, options: DecisionOptions) => {
      await takeDecision(options, context, (ground) => draw(id, "false-alarm", ground));
      finish(EXIT.done);
    });
};

async function draw(
  named: string,
  kind: "expected" | "false-alarm",
  { store, nowMs, said }: Ground,
): Promise<Draft> {
  const found = await findFinding(store, named);
  const decision = { ...said, kind, finding: nameFinding(found) };
  if (!found.series) return drawParent(found, decision, store);
  const read = decisionSchema.parse(decision);
  const resolution = sayResolution(read);
  const before = kind === "false-alarm" ? await readDecisions(store, kind) : [];
  const widening = wideningOf(found, [...before.filter((one) => isOf(one, found)), read], nowMs);
  return {
    decision,
    changes: [
      `${found.kind} ${found.id}: ${found.summary.en}`,
      found.resolvedAt ? `It is resolved already: ${found.resolution}` : `Resolves: ${resolution}`,
      ...(isOfBaseline(found) ? [`The value of run ${found.runId} is learned.`] : []),
      ...(widening === null
        ? []
        : [`The threshold of ${found.kind} for this series is ${widening} times as wide now.`]),
    ],
    effect: { finding: found.id, resolution, ...(widening !== null && { widening }) },
  };
}

function nameFinding({ id, kind, series, runId }: Finding) {
  return { id, kind, series, runId };
}

/** A parent is over when its members are: each is decided as well, as its run may teach. */
async function drawParent(parent: Finding, decision: Feedback, store: Store): Promise<Draft> {
  const members = await readFindings(store, { parent: parent.id });
  const open = members.filter(({ resolvedAt }) => resolvedAt === null);
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
  if (!isFalse || !isOfBaseline(finding)) return null;
  return Number(createSeriesDecisions(decisions).widening(finding.kind, nowMs).toFixed(3));
}
