import { OperatingError } from "../../platform/errors/operating-error.ts";
import { type AcceptOptions, acceptCalls, type Call } from "./accept-calls.ts";
import type { Acceptance } from "./acceptance.ts";

type Outcome = PromiseSettledResult<Acceptance>;

/**
 * What became of each call. Where the log refuses for good what they brought together, each is
 * written alone: what is wrong with one is not the others' fault.
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
  for (const call of calls) outcomes.push(...(await acceptEach([call], options)));
  return outcomes;
}
