import type { Finding, FindingKind, Severity } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";

/**
 * What a fault is of: its kind, its subject (a series' key, or a collector), and what about that
 * subject (a slot, a run, a copy).
 */
export type Matter = {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly about: string;
};

/**
 * One thing that is wrong, with the numbers that decided it. Its onset tells one episode of a
 * matter from the next.
 */
export type Fault = Matter & {
  readonly onset: string;
  readonly severity: Severity;
  readonly series: Series | null;
  readonly collector: string | null;
  readonly slotMs: number | null;
  readonly runId: string | null;
  readonly copy: Finding["copy"];
  readonly evidence: Finding["evidence"];
  readonly summary: Finding["summary"];
  /** Its numbers changed so that people must know: another version of the same finding. */
  readonly revised?: boolean;
};

/**
 * What a detector says of a matter. What is unknown is not said: an open finding then stays as it
 * is.
 */
export type Judgement =
  | { readonly verdict: "found"; readonly fault: Fault }
  /** It was so, and nothing remains to be done: told and resolved in one. */
  | { readonly verdict: "over"; readonly fault: Fault; readonly resolution: string }
  | { readonly verdict: "clear"; readonly matter: Matter; readonly resolution: string };
