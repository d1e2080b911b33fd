import type { Lang } from "../words.ts";
import { seriesWordsEn } from "./series-words-en.ts";
import { seriesWordsFr } from "./series-words-fr.ts";

export type Agreement = "same" | "different" | "unknown" | "alone";
export type RunOutcome = "succeeded" | "failed" | "running";

/** What the views of the series say of themselves. */
export type SeriesWords = {
  readonly list: {
    readonly label: string;
    readonly search: string;
    readonly placeholder: string;
    readonly states: string;
    readonly empty: string;
    readonly size: string;
  };
  readonly all: string;
  readonly noSuch: string;
  readonly parts: Readonly<
    Record<
      | "about"
      | "promised"
      | "open"
      | "resolved"
      | "charts"
      | "window"
      | "copies"
      | "runs"
      | "proofs",
      string
    >
  >;
  readonly about: Readonly<
    Record<
      | "instance"
      | "environment"
      | "site"
      | "backupType"
      | "policy"
      | "slot"
      | "lastProven"
      | "learning"
      | "copies"
      | "keep"
      | "proofEvery"
      | "proofDue"
      | "rpo"
      | "rto",
      string
    >
  > & {
    readonly learned: (runs: number, needed: number) => string;
    readonly within: (what: string, span: string) => string;
    readonly atLevel: (span: string, level: string) => string;
    readonly nothing: string;
  };
  readonly charts: Readonly<Record<"sizes" | "durations" | "throughput" | "ratio", string>> &
    Readonly<Record<"size" | "expected" | "duration" | "rate" | "share", string>> & {
      readonly noBand: string;
    };
  readonly window: {
    readonly together: string;
    readonly interval: (from: string, until: string) => string;
    readonly broken: string;
    readonly unproven: string;
    readonly cut: string;
    readonly empty: string;
  };
  readonly copies: Readonly<Record<"copy" | "size" | "agreement" | "checksum", string>> &
    Readonly<Record<"seen" | "locked" | "encrypted" | "empty" | "notLocked" | "gone", string>> & {
      readonly agreements: Readonly<Record<Agreement, string>>;
      readonly isEncrypted: (is: boolean | null) => string;
    };
  readonly runs: Readonly<
    Record<"run" | "outcome" | "started" | "duration" | "size" | "stored" | "empty", string>
  > & { readonly outcomes: Readonly<Record<RunOutcome, string>> };
  readonly proofs: Readonly<
    Record<"proof" | "outcome" | "level" | "copy" | "restored" | "said", string>
  >;
  readonly finding: {
    readonly opened: string;
    readonly from: string;
    readonly until: string;
  };
  readonly acts: {
    readonly accept: string;
    readonly acceptIntro: string;
    readonly acceptFrom: string;
    readonly acceptFromHint: string;
    readonly accepted: string;
    readonly expected: string;
    readonly expectedIntro: string;
    readonly falseAlarm: string;
    readonly falseAlarmIntro: string;
    readonly said: string;
    readonly verify: string;
    readonly verifyIntro: string;
    readonly level: string;
    readonly verifying: (level: string) => string;
    readonly verified: string;
    readonly seeProof: string;
    readonly request: string;
    readonly reason: string;
    readonly reasonHint: string;
    readonly send: string;
  };
};

export const SERIES_WORDS: Readonly<Record<Lang, SeriesWords>> = {
  en: seriesWordsEn,
  fr: seriesWordsFr,
};
