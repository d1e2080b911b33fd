/** Why an item is no event of ours. */
export const FAULTS = [
  "not-json",
  "not-an-event",
  "unknown-type",
  "tenant-refused",
  "source-refused",
  "collector-refused",
  "vault-refused",
  "id-reused",
  "too-large",
  "too-far-ahead",
  "unreadable-record",
] as const;

/** A fault, and what a person is told: which part, and what was expected. */
export type Fault = { readonly fault: (typeof FAULTS)[number]; readonly reason: string };

const REASON_LENGTH_MAX = 1_000;

export function createFault(fault: Fault["fault"], reason: string): Fault {
  return { fault, reason: reason.slice(0, REASON_LENGTH_MAX).toWellFormed() };
}

/**
 * For unions with our own plain shapes only: what a stranger wrote may well have a `fault` of its
 * own.
 */
export function isFault(outcome: object): outcome is Fault {
  return "fault" in outcome;
}
