import type { Severity } from "../../../schemas/finding.ts";
import type { Verdict } from "../../../schemas/proof.ts";
import type { ReportedProof, Standing } from "../week-report.ts";

/** How a word is coloured; the word itself always says it too. */
export type Tone = "good" | "bad" | "unsure";

export const STANDING_TONES: Readonly<Record<Standing, Tone>> = {
  proven: "good",
  failed: "bad",
  overdue: "bad",
  "never-proven": "bad",
  "not-asked": "unsure",
  "no-policy": "unsure",
};

export const OUTCOME_TONES: Readonly<Record<ReportedProof["outcome"], Tone>> = {
  proven: "good",
  failed: "bad",
  unproven: "unsure",
};

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  pass: "good",
  fail: "bad",
  inconclusive: "unsure",
};

export const SEVERITY_TONES: Readonly<Record<Severity, Tone | "">> = {
  critical: "bad",
  warning: "unsure",
  info: "",
};
