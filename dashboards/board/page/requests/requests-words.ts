import type {
  Involvement,
  RequestAct,
  RequestClosing,
  RequestState,
} from "../../../../schemas/request.ts";
import type { Lang } from "../words.ts";
import { requestsWordsEn } from "./requests-words-en.ts";
import { requestsWordsFr } from "./requests-words-fr.ts";

/** What the views of restore requests say. */
export type RequestsWords = {
  readonly states: Readonly<Record<RequestState, string>>;
  readonly acts: Readonly<Record<RequestAct, string>>;
  readonly outcomes: Readonly<Record<RequestClosing["outcome"], string>>;
  /** To an approver who may not approve this one: why, and who may. */
  readonly othersApprove: Readonly<Record<Involvement["did"], string>>;
  /** After a duration: how many restores it was measured by. */
  readonly measured: (restores: number) => string;
  readonly urgencies: Readonly<Record<"normal" | "urgent", string>>;
} & Readonly<
  Record<
    | "all"
    | "none"
    | "request"
    | "state"
    | "series"
    | "wanted"
    | "opened"
    | "ticket"
    | "askedBy"
    | "run"
    | "target"
    | "reason"
    | "urgency"
    | "impact"
    | "by"
    | "unshown"
    | "gone"
    | "ledger"
    | "plan"
    | "noPlan"
    | "reaches"
    | "behind"
    | "takes"
    | "unknown"
    | "room"
    | "doubts"
    | "noDoubt"
    | "chain"
    | "unproven"
    | "result"
    | "running"
    | "canDo"
    | "nothing"
    | "done"
    | "newTitle"
    | "newIntro"
    | "at"
    | "atHint"
    | "environment"
    | "instance"
    | "database"
    | "open"
    | "noSeries"
    | "nearestBefore"
    | "nearestAfter"
    | "planIntro"
    | "planAgain"
    | "executeIntro"
    | "approvedBy"
    | "nobody"
    | "closeIntro"
    | "outcome"
    | "outcomeWords"
    | "restoredAt"
    | "restoredAtHint"
    | "restoredIn"
    | "proof"
    | "runbook"
    | "runbookIntro"
    | "awaitsApproval"
    | "copy"
    | "copied"
    | "selected"
    | "report"
    | "reportIntro"
    | "sealed"
    | "asText",
    string
  >
>;

export const REQUESTS_WORDS: Readonly<Record<Lang, RequestsWords>> = {
  en: requestsWordsEn,
  fr: requestsWordsFr,
};
