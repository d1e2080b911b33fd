import { KIND_NAMES } from "../../../schemas/kind-names.ts";
import { LEVEL_NAMES } from "../../../schemas/level-names.ts";
import type { Words } from "./words.ts";

export const wordsFr: Words = {
  states: {
    missing: "manquante",
    stuck: "bloquée",
    failed: "en échec",
    late: "en retard",
    unprotected: "non protégée",
    unknown: "inconnu",
    running: "en cours",
    waiting: "en attente",
    skipped: "non attendue",
    filled: "effectuée",
  },
  severities: { critical: "critique", warning: "avertissement", info: "information" },
  kinds: KIND_NAMES.fr,
  levels: LEVEL_NAMES.fr,
  outcomes: { proven: "prouvée", failed: "en échec", unproven: "non prouvée" },
  roles: { primary: "principale", duplicate: "dupliquée" },
  environments: { production: "production", staging: "recette" },
  assetKinds: { "sql-database": "base SQL", "vm-image": "image VM", files: "fichiers" },
  backupTypes: {
    full: "complète",
    differential: "différentielle",
    log: "journal",
    incremental: "incrémentale",
    image: "image",
  },
  columns: {
    state: "État",
    series: "Série",
    tenant: "Client, produit, site",
    lastGood: "Dernière bonne sauvegarde",
    nextSlot: "Prochain créneau",
    findings: "Anomalies ouvertes",
    proof: "Dernière preuve",
  },
  live: {
    connecting: "Connexion…",
    live: "En direct",
    asOf: (time) => `à ${time}`,
    staleSince: (time) => `Figé depuis ${time}`,
    neverConnected: "Pas de connexion\u00a0; nouvel essai en cours",
  },
  table: {
    title: "Séries",
    slot: "créneau",
    noSlot: "pas encore de créneau",
    noPolicy: "sans politique",
    noBackup: "aucune encore",
    noNextSlot: "aucun prévu",
    noFinding: "aucune",
    since: "depuis",
    more: (count) => (count < 2 ? `et ${count} autre` : `et ${count} autres`),
    details: (asset) => `Détails de ${asset}`,
  },
  proofs: {
    title: "Dernières preuves",
    never: "jamais prouvée",
    levelOf: (level, wanted) => `${level}, demandée ${wanted}`,
    provenTo: (level) => `prouvée\u00a0: ${level}`,
    noLevel: "aucun niveau atteint",
    restoredIn: (duration) => `restaurée en ${duration}`,
  },
  findings: {
    open: "Anomalies ouvertes",
    resolved: "Résolues dans les dernières 24 heures",
    lasted: "a duré",
    members: (count) => (count === 1 ? "1 membre" : `${count} membres`),
    about: { vigie: "Vigie elle-même" },
  },
  dialog: {
    close: "Fermer",
    policy: "Politique",
    environment: "Environnement",
    instance: "Instance",
    evidence: "Les chiffres qui en ont décidé",
    loading: "Chargement…",
    cannotLoad: "Impossible de charger les preuves pour l’instant. Fermez et réessayez.",
    proofs: "Preuves",
    verdicts: { pass: "réussi", fail: "échoué", inconclusive: "non concluant" },
  },
  empty: {
    series: "Aucune série pour l’instant",
    seriesHint:
      "Une série paraît ici dès que Vigie en entend parler. Envoyez un événement " +
      "(vigie ingest FICHIER), ou nommez vos répertoires de sauvegarde sous " +
      "«\u00a0sources\u00a0» dans vigie.yaml.",
    findings: "Aucune anomalie ouverte",
    findingsHint: (watched, unknown) => {
      if (watched === 0)
        return "Vigie ne surveille encore aucune série\u00a0: elle ne peut rien trouver.";
      if (unknown === 0) return "Rien d’anormal dans ce que Vigie a appris et pu juger.";
      const series = unknown === 1 ? "d’une série" : `de ${unknown} séries`;
      return `Vigie n’en sait pas assez pour juger ${series}\u00a0: état inconnu, et non bon.`;
    },
    resolved: "Rien n’a été résolu dans les dernières 24 heures.",
    proofs: "Aucune preuve pour l’instant",
    proofsHint:
      "Aucune sauvegarde n’a encore été restaurée\u00a0: rien n’est donc prouvé restaurable. " +
      "Prouvez-en une\u00a0: vigie verify SÉRIE.",
  },
};
