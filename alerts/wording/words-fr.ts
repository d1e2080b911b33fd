import { KIND_NAMES } from "../../schemas/kind-names.ts";
import type { Words } from "./words.ts";

export const WORDS_FR: Words = {
  severities: { critical: "Critique", warning: "Avertissement", info: "Information" },
  kinds: KIND_NAMES.fr,
  environments: { production: "production", staging: "recette" },
  backupTypes: {
    full: "sauvegarde complète",
    differential: "sauvegarde différentielle",
    log: "sauvegarde des journaux",
    incremental: "sauvegarde incrémentale",
    image: "sauvegarde image",
  },
  headings: {
    opened: (severity) => WORDS_FR.severities[severity],
    escalated: (severity) => `Aggravation, ${WORDS_FR.severities[severity].toLowerCase()}`,
    joined: (severity) => `${WORDS_FR.severities[severity]}, et d'autres`,
    reminded: (severity) => `Toujours ouvert, ${WORDS_FR.severities[severity].toLowerCase()}`,
    acknowledged: () => "Pris en charge",
    resolved: () => "Résolu",
  },
  unseen: "Résolu, sans prise en charge",
  titled: (heading, rest) => `${heading} : ${rest}`,
  more: (findings) => `Et ${findings} ${findings === 1 ? "autre anomalie" : "autres anomalies"}.`,
  digest: (incidents) => `Récapitulatif : ${incidents} incident${incidents < 2 ? "" : "s"}`,
  heldBack: (incidents) =>
    `Et ${incidents} ${incidents < 2 ? "autre incident" : "autres incidents"}`,
  notListed: (incidents) =>
    incidents < 2
      ? `${incidents} autre incident n'est pas listé ici.`
      : `${incidents} autres incidents ne sont pas listés ici.`,
  resolvedAt: (instant) => `Résolu le ${instant}.`,
  lastGood: (instant, proven) =>
    `${instant}, ${proven ? "prouvé par une restauration" : "non prouvé"}`,
  noLastGood: "aucun n'est connu",
  unknown: "inconnu",
  collector: (name) => `collecteur ${name}`,
  ours: "Vigie elle-même",
  labels: {
    expected: "Attendu",
    series: "Série",
    since: "Depuis",
    resolution: "Résolution",
    acknowledgedBy: "Pris en charge par",
    assignedTo: "Confié à",
    lastGood: "Dernier point sain",
    owner: "Responsable",
    criticality: "Criticité",
    contact: "Contact",
    runbook: "Procédure",
    incident: "Incident",
    board: "Tableau de bord",
  },
  expected: {
    startBy: (value) => `un début au plus tard le ${value}`,
    successBy: (value) => `un succès au plus tard le ${value}`,
    endBy: (value) => `une fin au plus tard le ${value}`,
    about: (value) => `environ ${value}`,
    atLeast: (value) => `au moins ${value}`,
    atMost: (value) => `au plus ${value}`,
    copyBy: (value) => `une copie au plus tard le ${value}`,
    keptUntil: (value) => `gardée jusqu'au ${value}`,
    lockedUntil: (value) => `verrouillée jusqu'au ${value}`,
    goneBy: (value) => `supprimée au plus tard le ${value}`,
    proofEvery: (value) => `une preuve tous les ${value}`,
    heardEvery: (value) => `des nouvelles au moins tous les ${value}`,
    points: (value) => `${value} points de restauration`,
    ratio: (value) => `stockée à environ ${value} de sa taille`,
    pointWithin: (value) => `un point restaurable vieux de ${value} au plus`,
    restoreWithin: (value) => `une restauration en ${value} au plus`,
  },
};
