import { createPencil, type Pencil, type Term } from "../create-pencil.ts";
import type { SummedFinding, SumsOf } from "../sum.ts";

const CHECK_SAID = {
  en: "No sum: a check says yes or no; failed lists those that said no, and why.",
  fr: "Pas de calcul : un contrôle dit oui ou non ; failed liste ceux qui ont dit non, et pourquoi.",
};

/** The sums of what a policy promises: a backup, restore points, restores and their proofs. */
export const PROMISE_SUMS: SumsOf<
  | "unprotected"
  | "rpo-breach"
  | "rto-breach"
  | "proof-overdue"
  | "restore-failed"
  | "copy-damaged"
  | "last-proof-expiring"
> = {
  unprotected: {
    write: ({ span, order }) => [
      ...span("deadline", "due", "finishWithin"),
      ...order("watermark", "deadline"),
    ],
    none: {
      en: "No sum: no policy of vigie.yaml matches it.",
      fr: "Pas de calcul : aucune politique de vigie.yaml ne la couvre.",
    },
  },
  "rpo-breach": { write: writeRpo },
  "rto-breach": { write: ({ compare }) => compare("restoreMs", "rtoMs") },
  "proof-overdue": { write: writeOverdue },
  "restore-failed": { none: CHECK_SAID },
  "copy-damaged": { none: CHECK_SAID },
  "last-proof-expiring": { write: writeExpiring },
};

function writeRpo({ evidence, part, at, named, number, ...pencil }: Pencil): readonly string[] {
  const finishedAt = part("newestPoint")?.["finishedAt"];
  const from = typeof finishedAt === "string" ? `newestPoint ${finishedAt}` : "the first point";
  const age = number("ageMs") === null ? [] : [`${named("ageMs")} = watermark ${at("watermark")}`];
  const ages = age.map((line) => `${line} - ${from}`);
  const compared = pencil.compare("ageMs", "rpoMs");
  if (finishedAt === undefined) return [...ages, ...compared];
  const { add } = createPencil({ ...evidence, "newestPoint.finishedAt": finishedAt });
  const deadline = add("deadline", "newestPoint.finishedAt", [{ name: "rpoMs" }]);
  return [...ages, ...compared, ...deadline, ...pencil.order("watermark", "deadline")];
}

/** The latest of a period and its grace, and of a while after a failure and after a pause. */
function writeOverdue(pencil: Pencil, { openedAt }: SummedFinding): readonly string[] {
  const { evidence, add } = pencil;
  const again: readonly Term[] = [{ name: "againMs" }];
  const sums = [
    ...add("dueBy", "countedSince", [{ name: "everyMs" }, { name: "graceMs" }]),
    ...add("dueBy", "failedSince", again),
    ...add("dueBy", "resumedAt", again),
  ];
  return [...sums, ...createPencil({ ...evidence, openedAt }).order("openedAt", "dueBy")];
}

/** Foretold neither long before its end, nor before the next proof should have been there. */
function writeExpiring(pencil: Pencil, { openedAt }: SummedFinding): readonly string[] {
  const { at, evidence, text, add, order, say, number } = pencil;
  const sums = [
    ...add("keptUntil", "runFinishedAt", [{ name: "keepMs" }]),
    ...add("purgeBy", "keptUntil", [{ name: "purgeWithinMs" }]),
  ];
  if (text("removedAt") !== null) return [...sums, ...order("removedAt", "keptUntil")];
  if (number("foretellMs") === null) return sums;
  const proof = `provenAt ${at("provenAt")} + ${say("everyMs")} + ${say("graceMs")}`;
  const latest = `purgeBy - ${say("latestMs")}`;
  const from = `max(keptUntil - ${say("foretellMs")}, min(${proof}, ${latest}))`;
  const told = createPencil({ ...evidence, openedAt }).order("openedAt", "expiringSince");
  return [...sums, `expiringSince = ${from} = ${at("expiringSince")}`, ...told];
}
