import type { Finding, Severity } from "../schemas/finding.ts";
import type { TellingReason } from "./decide-telling.ts";
import type { Incident } from "./incident.ts";

/**
 * What a pager is given to say, and the body of a webhook. `dedupKey` is the same each time it is
 * repeated.
 */
export type Telling = {
  readonly dedupKey: string;
  readonly reason: TellingReason;
  readonly incident: Omit<Incident, "findings"> & { readonly findings: readonly string[] };
  /** The finding that stands for the incident now. */
  readonly finding: Finding;
  readonly boardUrl: string;
};

/** `retryAfterMs` is what the receiver asked for. */
export type Outcome =
  | { readonly sent: true }
  | { readonly sent: false; readonly reason: string; readonly retryAfterMs: number | null };

/** One way to tell people. `send` never rejects: that nobody was reached is data. */
export type Pager = {
  readonly name: string;
  readonly severities: readonly Severity[];
  readonly send: (telling: Telling) => Promise<Outcome>;
};
