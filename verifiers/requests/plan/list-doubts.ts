import type { Bilingual } from "../../../schemas/bilingual.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { matchPolicy } from "../../../schemas/match-policy.ts";
import type { Policy } from "../../../schemas/policy.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { Doubt, PlannedLink, RestorePlan } from "../../../schemas/restore-plan.ts";
import { reaches } from "../../checks/conclude.ts";
import { needsApproval } from "../request-machine.ts";
import { sayPlan } from "./say-plan.ts";

const SECOND_MS = 1_000;
/** People need a while to approve, agree on a window and restore. */
const SOON_MS = 24 * 3_600_000;

type Planned = Omit<RestorePlan, "doubts">;
type Ground = {
  readonly request: RestoreRequest;
  readonly policies: readonly Policy[];
  readonly atMs: number;
};

/** What should be looked at before a plan is approved; of links first, then of the whole. Pure. */
export function listDoubts(plan: Planned, ground: Ground): readonly Doubt[] {
  const ofLinks = plan.links.flatMap((link) => doubtLink(link, ground));
  return [...ofLinks, ...doubtDuration(plan, ground), ...doubtPlace(plan, ground)];
}

function doubtLink(link: PlannedLink, { request, policies, atMs }: Ground): Doubt[] {
  const { runId, copy, others, finishedAt } = link;
  const neededMs = Math.max(atMs + SOON_MS, Date.parse(request.neededBy ?? "") || 0);
  const add = (kind: Doubt["kind"], text: Bilingual) => ({ kind, runId, text });
  const doubts: Doubt[] = [];
  const level = copy.proof?.outcome === "failed" ? null : (copy.proof?.level ?? null);
  if (level === null || !reaches(level, "restored"))
    doubts.push(add("unproven", sayPlan.unproven(link, level)));
  if (![copy, ...others].some(({ role }) => role === "primary"))
    doubts.push(add("other-vault", sayPlan.otherVault(link)));
  const lockedUntilMs = copy.lockedUntil === null ? null : Date.parse(copy.lockedUntil);
  if (lockedUntilMs !== null && lockedUntilMs < neededMs)
    doubts.push(add("lock-ending", sayPlan.lockEnding(link, instantToJson(lockedUntilMs))));
  const keepMs = matchPolicy(link.series, policies)?.retention?.keep;
  const keptUntilMs = keepMs === undefined ? null : Date.parse(finishedAt) + keepMs;
  if (keptUntilMs !== null && keptUntilMs < neededMs)
    doubts.push(add("retention-ending", sayPlan.retentionEnding(link, instantToJson(keptUntilMs))));
  return doubts;
}

function doubtDuration({ reached, estimate }: Planned, { request, atMs }: Ground): Doubt[] {
  if (!reached) return [];
  const { seconds, rtoSeconds, rpoSeconds } = estimate;
  const doubts: Doubt[] = [];
  if (rpoSeconds !== null && reached.behindSecondsMax > rpoSeconds)
    doubts.push(ofPlan("beyond-rpo", sayPlan.beyondRpo(reached.behindSecondsMax, rpoSeconds)));
  if (seconds === null) doubts.push(ofPlan("duration-unknown", sayPlan.durationUnknown()));
  else if (rtoSeconds !== null && seconds > rtoSeconds)
    doubts.push(ofPlan("beyond-rto", sayPlan.beyondRto(seconds, rtoSeconds)));
  const { neededBy } = request;
  if (neededBy !== null && atMs + (seconds ?? 0) * SECOND_MS > Date.parse(neededBy))
    doubts.push(ofPlan("after-needed", sayPlan.afterNeeded(neededBy)));
  return doubts;
}

function doubtPlace(plan: Planned, { request, atMs }: Ground): Doubt[] {
  if (!plan.reached) return [];
  const { target, series, interruption } = request;
  const interrupts = needsApproval({ target, series, plan });
  if (interrupts && interruption === null)
    return [ofPlan("interruption-not-agreed", sayPlan.interruptionNotAgreed())];
  if (interrupts && interruption !== null && Date.parse(interruption.until) <= atMs)
    return [ofPlan("window-over", sayPlan.windowOver(interruption))];
  if (target.environment !== "production" && series.environment === "production")
    return [ofPlan("leaves-production", sayPlan.leavesProduction())];
  return [];
}

function ofPlan(kind: Doubt["kind"], text: Bilingual): Doubt {
  return { kind, runId: null, text };
}
