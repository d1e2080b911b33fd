import { OperatingError } from "../../platform/errors/operating-error.ts";
import { type AcceptOptions, acceptCalls, type Call } from "./accept-calls.ts";
import type { Acceptance } from "./acceptance.ts";

type Outcome = PromiseSettledResult<Acceptance>;

/**
 * What became of each call. Where the log refuses for good what they brought together, each is
 * written alone: what is wrong with one is not the others' fault. Where it goes away meanwhile the
 * rest is not tried: each try may take half a minute.
 */
export async function acceptEach(
  calls: readonly Call[],
  options: AcceptOptions,
): Promise<readonly Outcome[]> {
  try {
    const acceptances = await acceptCalls(calls, options);
    return acceptances.map((value) => ({ status: "fulfilled", value }));
  } catch (reason) {
    const isRefused = reason instanceof OperatingError && !reason.retryable;
    if (!isRefused || calls.length === 1) return calls.map(() => ({ status: "rejected", reason }));
  }
  const outcomes: Outcome[] = [];
  let away: readonly Outcome[] | null = null;
  for (const call of calls) {
    const outcome: readonly Outcome[] = away ?? (await acceptEach([call], options));
    outcomes.push(...outcome);
    if (outcome.some(isAway)) away = outcome;
  }
  return outcomes;
}

function isAway(outcome: Outcome): boolean {
  if (outcome.status === "fulfilled") return false;
  return outcome.reason instanceof OperatingError && outcome.reason.retryable;
}
