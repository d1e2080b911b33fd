import { LEVEL_NAMES } from "../../../schemas/level-names.ts";
import type { Standing } from "../week-report.ts";
import type { Wording } from "./wording.ts";

export const FRENCH: Wording = {
  title: "Rapport hebdomadaire de preuve de restauration",
  week: (name) => `Semaine ${name}`,
  period: (from, until, zone) => `du ${from} au ${until} (${zone})`,
  underWay: (asOf) => `La semaine était encore en cours : état connu au ${asOf}`,
  scope: (series, tenants) => `Périmètre : ${tenants} · séries : ${series}`,
  headline: (proven, asked) =>
    `${proven} sur ${asked} séries dont la restauration doit être prouvée le sont comme le demande leur politique.`,
  nothingKnown:
    "Aucune série n'était encore connue : rien dans ce rapport n'est prouvé restaurable.",
  nothingAsked:
    "Aucune politique ne demande de preuve : rien dans ce rapport n'est prouvé restaurable.",
  tiles: {
    made: "sauvegardes faites",
    missing: "sauvegardes manquantes",
    late: "faites en retard",
    copies: "sauvegardes avec toutes leurs copies",
    proven: "preuves : réussies",
    notProven: "preuves : échouées ou non concluantes",
    overdue: "séries en retard de preuve ou jamais prouvées",
    open: "anomalies ouvertes",
  },
  skipped: "non vérifié",
  faults: {
    backup: "en cause : la sauvegarde",
    chain: "en cause : sa chaîne",
    key: "en cause : une clé",
    version: "en cause : une version",
    sandbox: "en cause : le bac à sable",
    policy: "en cause : une limite",
  },
  labelled: (label, text) => `${label} : ${text}`,
  of: (part, whole) => `${part} sur ${whole}`,
  sections: {
    claims: "Ce que des tirages au sort montrent de toutes les copies",
    series: "Séries",
    policies: "Ce que demandent les politiques",
    proofs: "Preuves faites cette semaine",
    unverified: "Ce qui n'est pas prouvé, et pourquoi",
    copies: "Sauvegardes auxquelles il manque une copie",
    opened: "Anomalies ouvertes cette semaine",
    resolved: "Anomalies résolues cette semaine",
    open: "Anomalies encore ouvertes",
    limits: "Ce que ce rapport ne dit pas",
    seal: "Signature",
    chains: "Chaînes de preuves",
  },
  columns: {
    series: "Série",
    policy: "Politique",
    schedule: "Calendrier",
    required: "Copies",
    keep: "Conservation",
    verification: "Preuve",
    rpo: "RPO",
    rto: "RTO",
    expected: "Attendues",
    made: "Faites",
    late: "En retard",
    missing: "Manquantes",
    awaited: "En attente",
    failed: "Échecs",
    copies: "Toutes copies",
    standing: "Preuve",
    lastProven: "Dernière preuve",
    when: "Quand",
    copy: "Copie",
    level: "Niveau",
    outcome: "Résultat",
    data: "Données",
    restore: "Restauration",
    check: "Contrôle",
    reason: "Raison",
    kind: "Type",
    severity: "Gravité",
    opened: "Ouvert",
    resolved: "Résolu",
    what: "Quoi",
    run: "Exécution",
    lacks: "Il manque",
    proofs: "Preuves",
    head: "Empreinte de la dernière",
  },
  notes: {
    claims:
      "À chaque ronde, des copies sont tirées au sort parmi celles en cours de conservation, toutes avec la même chance ; ce qui est tiré et n'est pas prouvé compte comme un échec. La confiance vaut quel que soit le nombre de lectures tant que les tirages sont comptés ensemble. Graines et inventaires sont publiés : `vigie draw check` refait un tirage.",
    series:
      "Attendues : créneaux échus du calendrier de la politique. Celles en retard comptent parmi les faites. En attente : ni faites, ni encore jugées manquantes.",
    copies:
      "État observé au moment du rapport ; chaque copie doit se trouver dans un coffre distinct.",
    proofs: "Chaque preuve porte sur une copie, lue dans le coffre où elle se trouve.",
  },
  none: "Aucun élément.",
  more: (count) => `et ${count} de plus, non listés ici`,
  noPolicy: "aucune",
  rows: (rows, tables) => `${rows} lignes dans ${tables} tables`,
  newestRow: (at) => `ligne la plus récente : ${at}`,
  underRto: (seconds, rto) => `${seconds}, dans le RTO de ${rto}`,
  overRto: (seconds, rto) => `${seconds}, au-delà du RTO de ${rto}`,
  wanted: (level) => `demandé : ${level}`,
  levels: LEVEL_NAMES.fr,
  environments: { production: "production", staging: "recette" },
  backupTypes: {
    full: "complète",
    differential: "différentielle",
    log: "journal",
    incremental: "incrémentale",
    image: "image",
  },
  noLevel: "aucun atteint",
  verdicts: { pass: "réussi", fail: "échoué", inconclusive: "non concluant" },
  outcomes: { proven: "prouvée", failed: "échouée", unproven: "non prouvée" },
  severities: { critical: "critique", warning: "avertissement", info: "information" },
  standings: {
    proven: "prouvée",
    failed: "échouée",
    overdue: "en retard",
    "never-proven": "jamais prouvée",
    "not-asked": "non demandée",
    "no-policy": "sans politique",
  },
  every: (interval) => `tous les ${interval}`,
  learned: "apprise de son historique",
  roles: { primary: "principale", duplicate: "dupliquée" },
  why,
  lacks: {
    primary: "la copie principale",
    duplicate: "la copie dupliquée",
    "second-vault": "un second coffre",
  },
  limits: [
    "Une preuve vaut pour la copie restaurée et l'instant où elle l'a été ; les autres copies de la même exécution ne lui sont comparées que par leur taille et leur somme de contrôle.",
    "Les restaurations ont eu lieu dans un bac à sable et non sur le matériel de production : les secondes mesurées couvrent les données et le moteur, pas les réseaux, les accords ni les personnes.",
    "Ce qu'une tâche de sauvegarde déclare est montré comme fait ; l'existence de ses copies a été observée, et seule une preuve montre qu'elles se restaurent.",
  ],
  seal: {
    report: "Empreinte de ce rapport (SHA-256)",
    key: "Empreinte de la clé (Ed25519)",
    root: "Racine de Merkle de toutes les chaînes",
    how: (command) => `Pour vérifier ce fichier sans aucune connexion : ${command}`,
    chains: "Chaque preuve porte l'empreinte de celle qui la précède dans sa série.",
  },
};

function why(standing: Standing, every: string, lastProven: string | null): string {
  switch (standing) {
    case "proven":
      return "";
    case "failed":
      return lastProven === null
        ? "La dernière vérification a échoué, et aucune n'a jamais réussi."
        : `La dernière vérification a échoué ; dernière preuve le ${lastProven}.`;
    case "overdue":
      return `Dernière preuve le ${lastProven} ; la politique en demande une tous les ${every}.`;
    case "never-proven":
      return `Aucune vérification n'a jamais réussi ; la politique en demande une tous les ${every}.`;
    case "not-asked":
      return "Sa politique ne demande aucune vérification.";
    case "no-policy":
      return "Aucune politique ne la vise : rien n'en est attendu et rien n'est vérifié.";
  }
}
