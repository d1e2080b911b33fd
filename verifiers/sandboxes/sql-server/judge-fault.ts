import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { FaultClass, Verdict } from "../../../schemas/proof.ts";
import type { SandboxStep } from "../sandbox.ts";
import { classOfErrors } from "./class-of-error.ts";
import type { ServerFault } from "./statement-error.ts";

export type Judged = Pick<SandboxStep, "verdict" | "reason" | "observed" | "fault">;

const NUMBERS_MAX = 20;

/**
 * Only what speaks of the copy, or of a key that nobody has any more, is a failure of it; all else
 * has shown nothing.
 */
const VERDICTS: Readonly<Record<FaultClass, Verdict>> = {
  backup: "fail",
  chain: "fail",
  key: "fail",
  version: "inconclusive",
  sandbox: "inconclusive",
  policy: "inconclusive",
};

const SAID: Readonly<Record<FaultClass, Bilingual>> = {
  backup: {
    en: "SQL Server finds the backup damaged",
    fr: "SQL Server trouve la sauvegarde endommagée",
  },
  chain: {
    en: "The backups do not follow one another",
    fr: "Les sauvegardes ne se suivent pas",
  },
  key: {
    en: "The key that the backup was encrypted with cannot be used",
    fr: "La clé qui a chiffré la sauvegarde ne peut pas être utilisée",
  },
  version: {
    en: "The backup is of another version of SQL Server than the sandbox can restore",
    fr: "La sauvegarde est d'une version de SQL Server que le bac à sable ne peut pas restaurer",
  },
  sandbox: {
    en: "The sandbox could not do it",
    fr: "Le bac à sable n'a pas pu le faire",
  },
  policy: {
    en: "The backup was not taken as this check needs it",
    fr: "La sauvegarde n'a pas été faite comme ce contrôle le demande",
  },
};

/** What the errors of one statement mean: by their numbers alone. */
export function judgeFault(faults: readonly ServerFault[]): Judged {
  const { fault, reread } = classOfErrors(faults.map(({ number }) => number));
  const errors = faults.slice(0, NUMBERS_MAX).map((each) => ({ ...each }));
  const numbers = [...new Set(errors.map(({ number }) => number))].join(", ");
  const { en, fr } = SAID[fault];
  return {
    verdict: VERDICTS[fault],
    fault,
    reason: { en: `${en} (errors ${numbers}).`, fr: `${fr} (erreurs ${numbers}).` },
    observed: { errors, ...(reread && { reread }) },
  };
}

export function judged(fault: FaultClass, reason: Bilingual, observed: Judged["observed"]): Judged {
  return { verdict: VERDICTS[fault], fault, reason, observed };
}

export function passed(reason: Bilingual, observed: Judged["observed"]): Judged {
  return { verdict: "pass", fault: null, reason, observed };
}
