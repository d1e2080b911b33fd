import type { Lang } from "../words.ts";

const NO_BREAK = "\u00a0";

type CopiesWords = Readonly<
  Record<
    | "duplicates"
    | "duplicatesHelp"
    | "mismatches"
    | "mismatchesHelp"
    | "lag"
    | "median"
    | "p95"
    | "vaults"
    | "vaultsHelp"
    | "rereads"
    | "rereadsHelp"
    | "locks"
    | "locksHelp"
    | "purges"
    | "purgesHelp"
    | "tenant"
    | "vault"
    | "noVault"
    | "present"
    | "missing"
    | "late"
    | "lost"
    | "differing"
    | "unverified"
    | "what"
    | "asset"
    | "since"
    | "role"
    | "copies"
    | "bytes"
    | "unsized"
    | "lastHeard"
    | "day"
    | "endsOn"
    | "first"
    | "due"
    | "dueBytes"
    | "overdue"
    | "overdueSince"
    | "none"
    | "noDuplicates"
    | "noMismatch"
    | "noLock"
    | "noPurge",
    string
  >
>;

export const COPIES_WORDS: Readonly<Record<Lang, CopiesWords>> = {
  en: {
    duplicates: "Duplicates, by vault",
    duplicatesHelp:
      "Present: heard of in this range, and not gone since. The others are what was found: now, or late in this range. A copy that is missing lies in no vault.",
    mismatches: "Copies that are not as they should be",
    mismatchesHelp: "Missing, lost, changed, damaged or differing now.",
    lag: "From primary to duplicate",
    median: "Half within",
    p95: "19 of 20 within",
    vaults: "Held in vaults",
    vaultsHelp: "Copies heard of in this range, and not gone since.",
    rereads: "Read again by verifications",
    rereadsHelp:
      "Copies that were read to their end. What the nightly re-reading found as it was leaves no proof, and is not counted.",
    locks: "Locks that end within 7 days",
    locksHelp: "From then on these copies can be removed.",
    purges: "Purges due and overdue",
    purgesHelp:
      "Due: the retention ends within 24 hours. Overdue: they should be gone, and are still there.",
    tenant: "Tenant",
    vault: "Vault",
    noVault: "in no vault",
    present: "Present",
    missing: "Missing",
    late: "Late",
    lost: "Lost",
    differing: "Differing",
    unverified: "Unverified",
    what: "What",
    asset: "Asset",
    since: "Since",
    role: "Role",
    copies: "Copies",
    bytes: "Size",
    unsized: "Of unknown size",
    lastHeard: "Last heard of",
    day: "Day",
    endsOn: "End on",
    first: "The first",
    due: "Due",
    dueBytes: "Size of these",
    overdue: "Overdue",
    overdueSince: "Overdue since",
    none: "Nothing in this range",
    noDuplicates: "No duplicate was heard of in this range: nothing is known of them.",
    noMismatch: "No such finding is open. Of copies that nobody tells of, Vigie knows nothing.",
    noLock: "No lock that Vigie knows of ends within 7 days.",
    noPurge: "No purge that Vigie knows of is due.",
  },
  fr: {
    duplicates: "Copies dupliquées, par coffre",
    duplicatesHelp: `Présentes${NO_BREAK}: observées sur cette période, et pas supprimées depuis. Le reste vient des anomalies${NO_BREAK}: en ce moment, ou en retard sur la période. Une copie manquante n’est dans aucun coffre.`,
    mismatches: "Copies non conformes",
    mismatchesHelp: "Manquantes, perdues, modifiées, endommagées ou différentes en ce moment.",
    lag: "De la copie principale à la dupliquée",
    median: "Médiane",
    p95: "19 sur 20 en moins de",
    vaults: "Contenu des coffres",
    vaultsHelp: "Copies observées sur cette période, et pas supprimées depuis.",
    rereads: "Relues par les vérifications",
    rereadsHelp:
      "Copies lues jusqu’au bout. Ce que la relecture nocturne a retrouvé à l’identique ne laisse pas de preuve, et n’est pas compté.",
    locks: "Verrous qui expirent sous 7 jours",
    locksHelp: "Ces copies pourront ensuite être supprimées.",
    purges: "Purges à venir et en retard",
    purgesHelp: `À venir${NO_BREAK}: la rétention se termine sous 24 heures. En retard${NO_BREAK}: elles devraient être supprimées, et sont encore là.`,
    tenant: "Client",
    vault: "Coffre",
    noVault: "dans aucun coffre",
    present: "Présentes",
    missing: "Manquantes",
    late: "En retard",
    lost: "Perdues",
    differing: "Différentes",
    unverified: "Non vérifiées",
    what: "Quoi",
    asset: "Ressource",
    since: "Depuis",
    role: "Rôle",
    copies: "Copies",
    bytes: "Taille",
    unsized: "De taille inconnue",
    lastHeard: "Dernière observation",
    day: "Jour",
    endsOn: "Expirent le",
    first: "Le premier",
    due: "À venir",
    dueBytes: "Taille de celles-ci",
    overdue: "En retard",
    overdueSince: "En retard depuis",
    none: "Rien sur cette période",
    noDuplicates: `Aucune copie dupliquée observée sur cette période${NO_BREAK}: on n’en sait rien.`,
    noMismatch:
      "Aucune anomalie de ce type n’est ouverte. Des copies dont personne ne parle, Vigie ne sait rien.",
    noLock: "Aucun verrou connu de Vigie n’expire sous 7 jours.",
    noPurge: "Aucune purge connue de Vigie n’est attendue.",
  },
};
