import type { Bilingual } from "../../schemas/bilingual.ts";
import {
  type Check,
  PROOF_LEVELS,
  type ProofLevel,
  type SkippedLevel,
} from "../../schemas/proof.ts";
import { reaches } from "./conclude.ts";

const NOT_ASKED: Bilingual = {
  en: "It was not asked for.",
  fr: "Il n'a pas été demandé.",
};
const NO_CHECK: Bilingual = {
  en: "Nothing here can examine it.",
  fr: "Rien ici ne permet de l'examiner.",
};

/** The levels without a check, and why: silence must not look like a yes. */
export function listSkipped(checks: readonly Check[], wanted: ProofLevel): readonly SkippedLevel[] {
  const stopped = checks.find(({ verdict }) => verdict !== "pass");
  return PROOF_LEVELS.filter((level) => !checks.some((check) => check.level === level)).map(
    (level) => ({ level, reason: reaches(wanted, level) ? tellStop(stopped) : NOT_ASKED }),
  );
}

function tellStop(stopped: Check | undefined): Bilingual {
  if (!stopped) return NO_CHECK;
  const { name, level, verdict } = stopped;
  const failed = verdict === "fail";
  return {
    en: `The check ${name} of level ${level} ${failed ? "failed" : "was inconclusive"} before it.`,
    fr: `Le contrôle ${name} du niveau ${level} ${failed ? "a échoué" : "n'a pas conclu"} avant lui.`,
  };
}
