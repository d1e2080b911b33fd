import { aProof, backup, beat, DAY, tellProofs } from "../../../analyzers/tell-proofs.ts";
import { heartbeat, speakOf, tellStory } from "../../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import type { Samples } from "./samples.ts";

const { removed, succeeded } = speakOf(VISITOR_DB);
const WEEKLY = { verification: { every: "7d", level: "right" } };
const KEPT = { ...WEEKLY, retention: { keep: "14d", purgeWithin: "2d" } };
const FAILED = { outcome: "failed" } as const;

function rpoBreach() {
  const story = tellStory([{ objectives: { rpo: "26h" } }]);
  const look = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
  story.at(2, succeeded("n1", [1, 2]), look(2));
  story.at(30, look(29));
  return story;
}

function neverProven() {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.until(8 * DAY);
  return story;
}

function provenLongAgo(failedAt: number | null) {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6));
  if (failedAt !== null) story.prove(failedAt, aProof("n1", failedAt, FAILED));
  story.until(10 * DAY);
  return story;
}

function proved(policy: object, more: Parameters<typeof aProof>[2]) {
  const story = tellProofs(policy);
  story.at(2, ...backup("n1", 2));
  story.prove(6, aProof("n1", 6, more));
  return story;
}

function expiring(removedAt: number | null) {
  const story = proved(KEPT, {});
  story.until(12 * DAY);
  if (removedAt !== null) story.at(removedAt, removed("n1", "primary", removedAt), beat(removedAt));
  return story;
}

/** What is told of restore points and proofs, by kind and how it came about. */
export const PROMISE_SAMPLES: Samples = {
  "rpo-breach": () => rpoBreach().find("rpo-breach"),
  "rto-breach": () =>
    proved({ objectives: { rto: "4h" } }, { restoreSeconds: 5 * 3_600 }).find("rto-breach"),
  "proof-overdue, as none ever was": () => neverProven().find("proof-overdue"),
  "proof-overdue since the last": () => provenLongAgo(null).find("proof-overdue"),
  "proof-overdue since a failure": () => provenLongAgo(7 * DAY + 6).find("proof-overdue"),
  "restore-failed": () =>
    proved({}, { ...FAILED, failure: "restore-failed" }).find("restore-failed"),
  "copy-damaged": () => proved({}, FAILED).find("copy-damaged"),
  "last-proof-expiring": () => expiring(null).find("last-proof-expiring"),
  "last-proof-expiring, as it is gone": () => expiring(13 * DAY).find("last-proof-expiring"),
};
