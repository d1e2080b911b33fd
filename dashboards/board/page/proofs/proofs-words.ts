import type { Lang } from "../words.ts";
import { proofsWordsEn } from "./proofs-words-en.ts";
import { proofsWordsFr } from "./proofs-words-fr.ts";

export type Standing = "failed" | "overdue" | "never";

/** What the views of the proofs say of themselves. */
export type ProofsWords = {
  readonly parts: Readonly<
    Record<
      | "coverage"
      | "claims"
      | "due"
      | "verdicts"
      | "restoreTimes"
      | "expiring"
      | "failures"
      | "latest"
      | "reports",
      string
    >
  >;
  readonly columns: Readonly<
    Record<
      | "tenant"
      | "policy"
      | "covered"
      | "failed"
      | "overdue"
      | "never"
      | "unpromised"
      | "series"
      | "standing"
      | "provenAt"
      | "dueAt"
      | "restore"
      | "rto"
      | "ofRto"
      | "purgeBy"
      | "proof"
      | "outcome"
      | "level"
      | "copy"
      | "said",
      string
    >
  >;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly covered: (proven: string, promised: string, share: string) => string;
  readonly coveredBy: (tenant: string) => string;
  readonly summary: (proven: string, promised: string) => string;
  readonly cut: string;
  readonly rto: Readonly<Record<"within" | "beyond" | "none", string>>;
  readonly gone: string;
  readonly claim: {
    readonly good: (confidence: string, share: string, tenant: string, level: string) => string;
    readonly none: (copies: string, tenant: string, confidence: string) => string;
    readonly drawn: (failed: string, counted: string, since: string) => string;
    readonly awaited: (count: string) => string;
    readonly how: string;
    readonly levels: Readonly<Record<"exists" | "whole" | "sound" | "restored" | "right", string>>;
  };
  readonly empty: Readonly<
    Record<
      "coverage" | "claims" | "due" | "restoreTimes" | "expiring" | "failures" | "latest",
      string
    >
  >;
  readonly reports: {
    readonly none: string;
    readonly week: (week: string) => string;
    readonly languages: Readonly<Record<Lang, string>>;
    readonly download: (what: string) => string;
  };
  readonly one: {
    readonly all: string;
    readonly noSuch: string;
    readonly of: (asset: string) => string;
    readonly steps: Readonly<
      Record<
        "copy" | "chain" | "target" | "checks" | "skipped" | "content" | "result" | "seal",
        string
      >
    >;
    readonly fields: Readonly<
      Record<
        | "series"
        | "run"
        | "role"
        | "vault"
        | "uri"
        | "size"
        | "checksum"
        | "read"
        | "sha256"
        | "reason"
        | "engine"
        | "sandbox"
        | "restored"
        | "started"
        | "finished"
        | "newestRow"
        | "tables"
        | "rows"
        | "wanted"
        | "reached"
        | "judgedBy"
        | "hash"
        | "previous"
        | "key"
        | "signature"
        | "seconds"
        | "fault",
        string
      >
    >;
    readonly reasons: Readonly<
      Record<"due" | "asked" | "recheck" | "other-copy" | "risk" | "drawn", string>
    >;
    readonly faults: Readonly<
      Record<"backup" | "chain" | "key" | "version" | "sandbox" | "policy", string>
    >;
    readonly cleanup: Readonly<Record<"done" | "failed", string>>;
    readonly target: (at: string) => string;
    readonly drawnFrom: (from: string, until: string) => string;
    readonly first: string;
    readonly noChecks: string;
    readonly notSaid: string;
    readonly notMeasured: string;
    readonly numbers: string;
    readonly document: string;
    readonly check: string;
    readonly checkHint: string;
  };
};

export const PROOFS_WORDS: Readonly<Record<Lang, ProofsWords>> = {
  en: proofsWordsEn,
  fr: proofsWordsFr,
};
