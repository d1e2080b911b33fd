import type { Bilingual } from "../../../schemas/bilingual.ts";
import { LEVEL_NAMES } from "../../../schemas/level-names.ts";
import type { ProofLevel } from "../../../schemas/proof.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { PlannedLink } from "../../../schemas/restore-plan.ts";
import { BACKUP_NAMES } from "../../chains/say-chain.ts";
import { saySeconds } from "../say-amounts.ts";

/** The doubts of a plan, in words. */
export const sayPlan = {
  unproven,
  otherVault,
  lockEnding,
  retentionEnding,
  beyondRpo,
  beyondRto,
  afterNeeded,
  durationUnknown,
  interruptionNotAgreed,
  windowOver,
  leavesProduction,
};

function nameLink({ series, runId }: PlannedLink): Bilingual {
  const { en, fr } = BACKUP_NAMES[series.backupType];
  return { en: `${en} ${runId}`, fr: `${fr} ${runId}` };
}

function unproven(link: PlannedLink, level: ProofLevel | null): Bilingual {
  const { en, fr } = nameLink(link);
  if (level === null)
    return {
      en: `No proof speaks for the ${en}.`,
      fr: `Aucune preuve n'atteste la ${fr}.`,
    };
  return {
    en: `The ${en} was never restored: its proof has level ${level} only.`,
    fr: `La ${fr} n'a jamais été restaurée : sa preuve n'atteint que le niveau « ${LEVEL_NAMES.fr[level]} ».`,
  };
}

function otherVault(link: PlannedLink): Bilingual {
  const { en, fr } = nameLink(link);
  return {
    en: `Of the ${en} no good primary copy is left; it comes from ${link.copy.vault}.`,
    fr: `De la ${fr} il ne reste aucune copie primaire utilisable ; elle vient de ${link.copy.vault}.`,
  };
}

function lockEnding(link: PlannedLink, until: string): Bilingual {
  const { en, fr } = nameLink(link);
  return {
    en: `The copy of the ${en} is locked until ${until} only: from then on it may be deleted.`,
    fr: `La copie de la ${fr} n'est verrouillée que jusqu'au ${until} : elle peut ensuite être supprimée.`,
  };
}

function retentionEnding(link: PlannedLink, until: string): Bilingual {
  const { en, fr } = nameLink(link);
  return {
    en: `The ${en} is kept until ${until} only: hold its purge until the restore is over.`,
    fr: `La ${fr} n'est conservée que jusqu'au ${until} : suspendre sa purge jusqu'à la fin de la restauration.`,
  };
}

function beyondRpo(seconds: number, rpoSeconds: number): Bilingual {
  const [behind, rpo] = [saySeconds(seconds), saySeconds(rpoSeconds)];
  return {
    en: `Up to ${behind} of changes before the wanted instant are lost; the RPO is ${rpo}.`,
    fr: `Jusqu'à ${behind} de modifications avant l'instant voulu sont perdues ; le RPO est de ${rpo}.`,
  };
}

function beyondRto(seconds: number, rtoSeconds: number): Bilingual {
  const [long, rto] = [saySeconds(seconds), saySeconds(rtoSeconds)];
  return {
    en: `By what was measured it takes ${long}; the RTO is ${rto}.`,
    fr: `D'après les mesures, elle prend ${long} ; le RTO est de ${rto}.`,
  };
}

function afterNeeded(neededBy: string): Bilingual {
  return {
    en: `It cannot be over by ${neededBy}, when it is needed.`,
    fr: `Elle ne peut être terminée avant le ${neededBy}, échéance demandée.`,
  };
}

function durationUnknown(): Bilingual {
  return {
    en: "How long it takes is not known: no restore of this series or product was measured.",
    fr: "Sa durée est inconnue : aucune restauration de cette série ou de ce produit n'a été mesurée.",
  };
}

function interruptionNotAgreed(): Bilingual {
  return {
    en: "Nobody has agreed to a window in which production may be interrupted.",
    fr: "Personne n'a validé de fenêtre d'interruption de la production.",
  };
}

function windowOver({ until, agreedBy }: NonNullable<RestoreRequest["interruption"]>): Bilingual {
  return {
    en: `The window that ${agreedBy} agreed to ended at ${until}: agree on another.`,
    fr: `La fenêtre convenue avec ${agreedBy} a pris fin le ${until} : convenir d'une autre.`,
  };
}

function leavesProduction(): Bilingual {
  return {
    en: "Production data leaves production: who can see the target sees personal data.",
    fr: "Des données de production sortent de la production : qui accède à la cible voit des données personnelles.",
  };
}
