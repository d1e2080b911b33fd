import type { Bilingual } from "../../schemas/bilingual.ts";
import type { FindingKind, Severity } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";
import type { TellingReason } from "../decide-telling.ts";
import { WORDS_EN } from "./words-en.ts";
import { WORDS_FR } from "./words-fr.ts";

export type Lang = keyof Bilingual;

/** What a message says of itself, in one language. */
export type Words = {
  readonly severities: Readonly<Record<Severity, string>>;
  readonly kinds: Readonly<Record<FindingKind, string>>;
  readonly environments: Readonly<Record<Series["environment"], string>>;
  readonly backupTypes: Readonly<Record<Series["backupType"], string>>;
  /** What stands first in a title. */
  readonly headings: Readonly<Record<TellingReason, (severity: Severity) => string>>;
  /** Instead of `resolved`, of a critical incident that nobody said they saw. */
  readonly unseen: string;
  /** A heading and what it is of. */
  readonly titled: (heading: string, rest: string) => string;
  readonly more: (findings: number) => string;
  readonly digest: (incidents: number) => string;
  readonly heldBack: (incidents: number) => string;
  readonly notListed: (incidents: number) => string;
  readonly resolvedAt: (instant: string) => string;
  readonly lastGood: (instant: string, proven: boolean) => string;
  readonly noLastGood: string;
  readonly unknown: string;
  readonly collector: (name: string) => string;
  readonly ours: string;
  readonly labels: Readonly<
    Record<
      | "expected"
      | "series"
      | "since"
      | "resolution"
      | "acknowledgedBy"
      | "assignedTo"
      | "lastGood"
      | "owner"
      | "criticality"
      | "contact"
      | "runbook"
      | "incident"
      | "board",
      string
    >
  >;
  readonly expected: Readonly<Record<ExpectedWord, (value: string) => string>>;
};

/** What was expected, as a phrase around its number. */
export type ExpectedWord =
  | "startBy"
  | "successBy"
  | "endBy"
  | "about"
  | "atLeast"
  | "atMost"
  | "copyBy"
  | "keptUntil"
  | "lockedUntil"
  | "goneBy"
  | "proofEvery"
  | "heardEvery"
  | "points"
  | "ratio"
  | "pointWithin"
  | "restoreWithin";

export const WORDS: Readonly<Record<Lang, Words>> = { en: WORDS_EN, fr: WORDS_FR };
