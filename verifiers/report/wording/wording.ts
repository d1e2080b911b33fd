import type { Severity } from "../../../schemas/finding.ts";
import type { FaultClass, ProofLevel, Verdict } from "../../../schemas/proof.ts";
import type { Series } from "../../../schemas/series.ts";
import type { ReportedProof, Standing, WeekReport } from "../week-report.ts";
import { ENGLISH } from "./english.ts";
import { FRENCH } from "./french.ts";

/**
 * Every word of the page in one language. Kinds of findings and names of checks are the contract's
 * own and stay.
 */
export type Wording = {
  readonly title: string;
  readonly week: (name: string) => string;
  readonly period: (from: string, until: string, zone: string) => string;
  readonly underWay: (asOf: string) => string;
  readonly scope: (series: string, tenants: string) => string;
  readonly headline: (proven: string, asked: string) => string;
  readonly nothingKnown: string;
  readonly nothingAsked: string;
  readonly tiles: {
    readonly made: string;
    readonly missing: string;
    readonly late: string;
    readonly copies: string;
    readonly proven: string;
    readonly notProven: string;
    readonly overdue: string;
    readonly open: string;
  };
  /** Of a level without a check. */
  readonly skipped: string;
  /** Where what failed is at fault. */
  readonly faults: Readonly<Record<FaultClass, string>>;
  readonly labelled: (label: string, text: string) => string;
  readonly of: (part: string, whole: string) => string;
  readonly sections: {
    readonly claims: string;
    readonly series: string;
    readonly policies: string;
    readonly proofs: string;
    readonly unverified: string;
    readonly copies: string;
    readonly opened: string;
    readonly resolved: string;
    readonly open: string;
    readonly limits: string;
    readonly seal: string;
    readonly chains: string;
  };
  readonly columns: {
    readonly series: string;
    readonly policy: string;
    readonly schedule: string;
    readonly required: string;
    readonly keep: string;
    readonly verification: string;
    readonly rpo: string;
    readonly rto: string;
    readonly expected: string;
    readonly made: string;
    readonly late: string;
    readonly missing: string;
    readonly awaited: string;
    readonly failed: string;
    readonly copies: string;
    readonly standing: string;
    readonly lastProven: string;
    readonly when: string;
    readonly copy: string;
    readonly level: string;
    readonly outcome: string;
    readonly data: string;
    readonly restore: string;
    readonly check: string;
    readonly reason: string;
    readonly kind: string;
    readonly severity: string;
    readonly opened: string;
    readonly resolved: string;
    readonly what: string;
    readonly run: string;
    readonly lacks: string;
    readonly proofs: string;
    readonly head: string;
  };
  readonly notes: {
    readonly claims: string;
    readonly series: string;
    readonly copies: string;
    readonly proofs: string;
  };
  readonly none: string;
  readonly more: (count: string) => string;
  readonly noPolicy: string;
  readonly rows: (rows: string, tables: string) => string;
  readonly newestRow: (at: string) => string;
  readonly underRto: (seconds: string, rto: string) => string;
  readonly overRto: (seconds: string, rto: string) => string;
  readonly wanted: (level: string) => string;
  readonly levels: Readonly<Record<ProofLevel, string>>;
  readonly environments: Readonly<Record<Series["environment"], string>>;
  readonly backupTypes: Readonly<Record<Series["backupType"], string>>;
  readonly noLevel: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly outcomes: Readonly<Record<ReportedProof["outcome"], string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly every: (interval: string) => string;
  readonly learned: string;
  readonly roles: Readonly<Record<ReportedProof["role"], string>>;
  readonly why: (standing: Standing, every: string, lastProven: string | null) => string;
  readonly lacks: Readonly<Record<string, string>>;
  readonly limits: readonly string[];
  readonly seal: {
    readonly report: string;
    readonly key: string;
    readonly root: string;
    readonly how: (command: string) => string;
    readonly chains: string;
  };
};

export function wordingOf(lang: WeekReport["lang"]): Wording {
  return lang === "fr" ? FRENCH : ENGLISH;
}
