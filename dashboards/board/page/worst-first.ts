import type { Severity } from "../../../schemas/finding.ts";
import type { SlotState } from "../../../schemas/series-state.ts";

/** States in the order in which a person must see them. Unknown is nearer to bad than to good. */
export const STATES_WORST_FIRST = [
  "missing",
  "stuck",
  "failed",
  "late",
  "unprotected",
  "unknown",
  "running",
  "waiting",
  "skipped",
  "filled",
] as const satisfies readonly SlotState[];

/** How a row looks as a whole: its state and what is open about it. */
export const TONES = ["critical", "warning", "unknown", "active", "idle", "good"] as const;
export type Tone = (typeof TONES)[number];

export const STATE_TONES: Readonly<Record<SlotState, Tone>> = {
  missing: "critical",
  stuck: "warning",
  failed: "warning",
  late: "warning",
  unprotected: "warning",
  unknown: "unknown",
  running: "active",
  waiting: "idle",
  skipped: "idle",
  filled: "good",
};

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  critical: "critical",
  warning: "warning",
  info: "idle",
};

/**
 * The worst of a state and the severities that are open: a filled slot with a damaged copy is not
 * good. What only informs changes nothing.
 */
export function worstTone(state: SlotState, severities: readonly Severity[]): Tone {
  const telling = severities.filter((severity) => severity !== "info");
  const tones = [STATE_TONES[state], ...telling.map((severity) => SEVERITY_TONES[severity])];
  return tones.reduce((worst, tone) => (TONES.indexOf(tone) < TONES.indexOf(worst) ? tone : worst));
}
