import type { Finding, FindingKind, Severity } from "../../../schemas/finding.ts";
import type { Proof, ProofLevel } from "../../../schemas/proof.ts";
import type { Series } from "../../../schemas/series.ts";
import type { SlotState } from "../../../schemas/series-state.ts";
import { wordsEn } from "./words-en.ts";
import { wordsFr } from "./words-fr.ts";

export type Lang = keyof Finding["summary"];

/**
 * All that the page says of itself, in one language. Closed sets are complete: a new kind without
 * its words doesn't compile.
 */
export type Words = {
  readonly states: Readonly<Record<SlotState, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly kinds: Readonly<Record<FindingKind, string>>;
  readonly levels: Readonly<Record<ProofLevel, string>>;
  readonly outcomes: Readonly<Record<Proof["outcome"], string>>;
  readonly roles: Readonly<Record<Proof["copy"]["role"], string>>;
  readonly environments: Readonly<Record<Series["environment"], string>>;
  readonly assetKinds: Readonly<Record<Series["assetKind"], string>>;
  readonly backupTypes: Readonly<Record<Series["backupType"], string>>;
  readonly columns: {
    readonly state: string;
    readonly series: string;
    readonly tenant: string;
    readonly lastGood: string;
    readonly nextSlot: string;
    readonly findings: string;
    readonly proof: string;
  };
  readonly live: {
    readonly connecting: string;
    readonly live: string;
    readonly asOf: (time: string) => string;
    readonly staleSince: (time: string) => string;
    readonly neverConnected: string;
  };
  readonly table: {
    readonly title: string;
    readonly slot: string;
    readonly noSlot: string;
    readonly noPolicy: string;
    readonly noBackup: string;
    readonly noNextSlot: string;
    readonly noFinding: string;
    readonly since: string;
    readonly more: (count: number) => string;
    readonly details: (asset: string) => string;
  };
  readonly proofs: {
    readonly title: string;
    readonly never: string;
    readonly levelOf: (level: string, wanted: string) => string;
    readonly provenTo: (level: string) => string;
    readonly noLevel: string;
    readonly restoredIn: (duration: string) => string;
  };
  readonly findings: {
    readonly open: string;
    readonly resolved: string;
    readonly lasted: string;
    readonly about: { readonly vigie: string };
    readonly members: (count: number) => string;
  };
  readonly dialog: {
    readonly close: string;
    readonly policy: string;
    readonly environment: string;
    readonly instance: string;
    readonly evidence: string;
    readonly loading: string;
    readonly cannotLoad: string;
    readonly proofs: string;
    readonly verdicts: Readonly<Record<"pass" | "fail" | "inconclusive", string>>;
  };
  readonly empty: {
    readonly series: string;
    readonly seriesHint: string;
    readonly findings: string;
    /** Of how many series are watched, and how many of them are unknown. */
    readonly findingsHint: (watched: number, unknown: number) => string;
    readonly resolved: string;
    readonly proofs: string;
    readonly proofsHint: string;
  };
};

export const WORDS: Readonly<Record<Lang, Words>> = { en: wordsEn, fr: wordsFr };
