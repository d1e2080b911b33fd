import type { Bilingual } from "../schemas/bilingual.ts";
import type { Finding, Severity } from "../schemas/finding.ts";
import type { TellingReason } from "./decide-telling.ts";
import type { Incident } from "./incident.ts";

/** What the people who are told need to know of a series; null where nobody has said it. */
export type SeriesContext = {
  readonly owner: string | null;
  readonly criticality: string | null;
  readonly contact: string | null;
  readonly runbook: string | null;
  /** The newest point that is known to restore, or else the newest success. */
  readonly lastGood: {
    readonly runId: string;
    readonly finishedAt: string;
    readonly proven: boolean;
  } | null;
};

/** An incident as it is told, with its findings' ids. */
export type ToldIncident = Omit<Incident, "findings"> & { readonly findings: readonly string[] };

/**
 * What a pager is given to say of one incident, and the body of a webhook. `dedupKey` is the same
 * each time it is repeated; `incident.id` for all that is told of one incident.
 */
export type Telling = {
  readonly dedupKey: string;
  readonly reason: TellingReason;
  readonly incident: ToldIncident;
  /** The finding that stands for the incident now. */
  readonly finding: Finding;
  /** Of the finding's series; null where it has none, or nothing is known. */
  readonly context: SeriesContext | null;
  readonly boardUrl: string;
  /** Where the incident is shown. */
  readonly incidentUrl: string;
};

/**
 * What is told of several incidents at once: `digest` of warnings, or `more` of what a route's rate
 * limit held back.
 */
export type Summary = {
  readonly dedupKey: string;
  readonly reason: "digest" | "more";
  /** The worst first; of more than are listed here `more` says how many. */
  readonly incidents: readonly (ToldIncident & { readonly summary: Bilingual })[];
  readonly more: number;
  readonly boardUrl: string;
};

export type Message = Telling | Summary;

/**
 * `retryAfterMs` is what the receiver asked for. `final`: saying the same again is senseless, as
 * the receiver will never take it.
 */
export type Outcome =
  | { readonly sent: true }
  | {
      readonly sent: false;
      readonly reason: string;
      readonly retryAfterMs: number | null;
      readonly final?: true;
    };

/** For so long after it, the end of an incident belongs to what stands. */
export const ENDS_SAID_FOR_MS = 5 * 60_000;

/** How an incident stands, and all that a pager was told of it, in order. */
export type Standing = {
  /** Null while it is open. */
  readonly resolvedAt: string | null;
  readonly tellings: readonly {
    readonly telling: Telling;
    /** When it was first tried; whether it arrived says `isSent`. */
    readonly atMs: number;
    readonly isSent: boolean;
  }[];
};

/** One way to tell people. `send` never rejects: that nobody was reached is data. */
export type Pager = {
  readonly name: string;
  readonly severities: readonly Severity[];
  readonly send: (message: Message) => Promise<Outcome>;
  /**
   * For a receiver that forgets what it does not hear again: all that stands, in place of single
   * tellings.
   */
  readonly restate?: {
    readonly everyMs: number;
    readonly send: (standings: readonly Standing[]) => Promise<Outcome>;
  };
};
