import { type Column, definePanel, type Panel } from "../panel.ts";
import { CHAIN_PANEL } from "./chain-panel.ts";

const SERIES_ID: Column = { is: "id", title: { en: "Series id", fr: "Identifiant de série" } };
const RUN_ID: Column = { is: "text", title: { en: "Run", fr: "Exécution" } };
const STARTED: Column = { is: "instant", title: { en: "Started", fr: "Début" } };
const DURATION: Column = { is: "seconds", title: { en: "Duration", fr: "Durée" } };
const SIZE: Column = { is: "bytes", title: { en: "Size", fr: "Taille" } };
const STORED: Column = { is: "bytes", nullable: true, title: { en: "Stored", fr: "Stocké" } };
const ROLE: Column = { is: "text", title: { en: "Role", fr: "Rôle" } };
const VAULT: Column = { is: "text", title: { en: "Vault", fr: "Coffre" } };

/** What a series is, as its identity has it. */
const ABOUT = {
  tenant: { is: "text", title: { en: "Tenant", fr: "Client" } },
  environment: { is: "text", title: { en: "Environment", fr: "Environnement" } },
  product: { is: "text", title: { en: "Product", fr: "Produit" } },
  site: { is: "text", title: { en: "Site", fr: "Site" } },
  assetKind: { is: "text", title: { en: "Asset kind", fr: "Type de ressource" } },
  instance: { is: "text", title: { en: "Instance", fr: "Instance" } },
  asset: { is: "text", title: { en: "Asset", fr: "Ressource" } },
  backupType: { is: "text", title: { en: "Backup type", fr: "Type de sauvegarde" } },
  policy: { is: "text", nullable: true, title: { en: "Policy", fr: "Politique" } },
  state: { is: "text", title: { en: "State", fr: "État" } },
  slot: { is: "instant", nullable: true, title: { en: "Slot", fr: "Créneau" } },
  nextSlot: { is: "instant", nullable: true, title: { en: "Next slot", fr: "Prochain créneau" } },
  lastSuccessAt: {
    is: "instant",
    nullable: true,
    title: { en: "Last good backup", fr: "Dernière bonne sauvegarde" },
  },
  lastSizeBytes: { is: "bytes", nullable: true, title: { en: "Last size", fr: "Dernière taille" } },
} as const satisfies Readonly<Record<string, Column>>;

const REACHED = {
  reachedLevel: {
    is: "text",
    nullable: true,
    title: { en: "Level reached", fr: "Niveau atteint" },
  },
} as const satisfies Readonly<Record<string, Column>>;

const OPEN = {
  critical: { is: "count", title: { en: "Critical findings", fr: "Anomalies critiques" } },
  warnings: { is: "count", title: { en: "Warnings", fr: "Avertissements" } },
} as const satisfies Readonly<Record<string, Column>>;

/** One series: how it stands, what its runs are like, where its copies are, what is proven. */
export const SERIES_PANELS: readonly Panel[] = [
  definePanel(import.meta.url, "list.sql", {
    title: { en: "Series", fr: "Séries" },
    help: {
      en: "Every series with the state of its latest due slot, the worst first.",
      fr: "Chaque série avec l’état de son dernier créneau dû, les pires d’abord.",
    },
    columns: {
      seriesId: SERIES_ID,
      ...ABOUT,
      ...OPEN,
      proof: { is: "text", nullable: true, title: { en: "Last proof", fr: "Dernière preuve" } },
      ...REACHED,
      proofAt: { is: "instant", nullable: true, title: { en: "Proof of", fr: "Preuve du" } },
      isProven: { is: "flag", title: { en: "Proven as promised", fr: "Prouvée comme promis" } },
    },
    rowsMax: 200,
  }),
  definePanel(import.meta.url, "identity.sql", {
    title: { en: "One series", fr: "Une série" },
    help: {
      en: "What a series is, how it stands, and what its policy promises of it.",
      fr: "Ce qu’est une série, où elle en est, et ce que sa politique en promet.",
    },
    columns: {
      seriesId: SERIES_ID,
      ...ABOUT,
      learningRuns: {
        is: "count",
        nullable: true,
        title: { en: "Runs learned", fr: "Exécutions apprises" },
      },
      learningNeeded: {
        is: "count",
        nullable: true,
        title: { en: "Runs needed", fr: "Exécutions requises" },
      },
      expectedCopies: { is: "texts", title: { en: "Copies promised", fr: "Copies promises" } },
      copiesWithin: {
        is: "seconds",
        nullable: true,
        title: { en: "Copies within", fr: "Délai des copies" },
      },
      keep: { is: "seconds", nullable: true, title: { en: "Retention", fr: "Rétention" } },
      purgeWithin: {
        is: "seconds",
        nullable: true,
        title: { en: "Purged within", fr: "Délai de purge" },
      },
      proofEvery: {
        is: "seconds",
        nullable: true,
        title: { en: "Proof every", fr: "Période des preuves" },
      },
      proofLevel: {
        is: "text",
        nullable: true,
        title: { en: "Level promised", fr: "Niveau promis" },
      },
      proofDueAt: {
        is: "instant",
        nullable: true,
        title: { en: "Proof due", fr: "Preuve attendue" },
      },
      rpo: { is: "seconds", nullable: true, title: { en: "RPO", fr: "RPO" } },
      rto: { is: "seconds", nullable: true, title: { en: "RTO", fr: "RTO" } },
      ...OPEN,
      lastProof: { is: "text", nullable: true, title: { en: "Last proof", fr: "Dernière preuve" } },
      ...REACHED,
      lastProofAt: { is: "instant", nullable: true, title: { en: "Proof of", fr: "Preuve du" } },
      lastProvenAt: {
        is: "instant",
        nullable: true,
        title: { en: "Last proven", fr: "Prouvée le" },
      },
      updatedAt: { is: "instant", title: { en: "As of", fr: "À la date du" } },
    },
    rowsMax: 1,
  }),
  definePanel(import.meta.url, "sizes.sql", {
    title: { en: "Sizes in their band", fr: "Tailles et bande attendue" },
    help: {
      en: "Size of each run, and what is usual of it as known now; outside the band it is told. No band: too little is known.",
      fr: "Taille de chaque exécution, et ce qui est habituel d’après ce qui est connu aujourd’hui ; hors de la bande, elle est signalée. Pas de bande : on en sait trop peu.",
    },
    columns: {
      at: STARTED,
      runId: RUN_ID,
      size: SIZE,
      stored: STORED,
      expected: { is: "bytes", nullable: true, title: { en: "Expected", fr: "Attendue" } },
      low: { is: "bytes", nullable: true, title: { en: "Least", fr: "Minimum" } },
      high: { is: "bytes", nullable: true, title: { en: "Most", fr: "Maximum" } },
      change: {
        is: "number",
        nullable: true,
        title: { en: "Log of change", fr: "Log de l’écart" },
      },
      scale: {
        is: "number",
        nullable: true,
        title: { en: "Spread (log)", fr: "Dispersion (log)" },
      },
    },
    rowsMax: 2_000,
  }),
  definePanel(import.meta.url, "durations.sql", {
    title: { en: "Durations and throughput", fr: "Durées et débits" },
    help: {
      en: "How long each successful run took, and how many bytes a second it read.",
      fr: "Le temps qu’a pris chaque exécution réussie, et les octets lus par seconde.",
    },
    columns: {
      at: STARTED,
      runId: RUN_ID,
      duration: DURATION,
      throughput: {
        is: "bytes",
        nullable: true,
        title: { en: "Bytes a second", fr: "Octets par seconde" },
      },
    },
    rowsMax: 2_000,
  }),
  definePanel(import.meta.url, "compression.sql", {
    title: { en: "Compression", fr: "Compression" },
    help: {
      en: "What share of its size each run takes in its vault; a jump towards 100 % may be encryption by somebody else.",
      fr: "La part de sa taille que chaque exécution occupe dans son coffre ; un saut vers 100 % peut être un chiffrement par autrui.",
    },
    columns: {
      at: STARTED,
      runId: RUN_ID,
      ratio: { is: "share", title: { en: "Stored to raw", fr: "Stocké sur brut" } },
    },
    rowsMax: 2_000,
  }),
  definePanel(import.meta.url, "findings.sql", {
    title: { en: "Findings", fr: "Anomalies" },
    help: {
      en: "What is open about the series, and what was open in the span.",
      fr: "Les anomalies ouvertes de la série, et celles qui l’étaient dans la période.",
    },
    columns: {
      findingId: { is: "id", title: { en: "Finding id", fr: "Identifiant d’anomalie" } },
      at: { is: "instant", title: { en: "Opened", fr: "Ouverte" } },
      resolvedAt: { is: "instant", nullable: true, title: { en: "Resolved", fr: "Résolue" } },
      kind: { is: "text", title: { en: "Kind", fr: "Type" } },
      severity: { is: "text", title: { en: "Severity", fr: "Gravité" } },
      slot: { is: "instant", nullable: true, title: { en: "Slot", fr: "Créneau" } },
      runId: { ...RUN_ID, nullable: true },
      summaryEn: { is: "text", title: { en: "Summary (English)", fr: "Résumé (anglais)" } },
      summaryFr: { is: "text", title: { en: "Summary (French)", fr: "Résumé (français)" } },
      resolution: { is: "text", nullable: true, title: { en: "Resolution", fr: "Résolution" } },
    },
    rowsMax: 500,
  }),
  definePanel(import.meta.url, "copies.sql", {
    title: { en: "Copies", fr: "Copies" },
    help: {
      en: "Each stored object of the series as it is now, and whether primary and duplicate have the same bytes.",
      fr: "Chaque objet stocké de la série tel qu’il est, et si copie principale et copie dupliquée ont les mêmes octets.",
    },
    columns: {
      runId: RUN_ID,
      role: ROLE,
      vault: VAULT,
      uri: { is: "text", title: { en: "Object", fr: "Objet" } },
      size: { ...SIZE, nullable: true },
      agreement: { is: "text", nullable: true, title: { en: "Agreement", fr: "Concordance" } },
      fingerprint: { is: "text", nullable: true, title: { en: "Checksum", fr: "Empreinte" } },
      encrypted: { is: "flag", nullable: true, title: { en: "Encrypted", fr: "Chiffrée" } },
      storedAs: {
        is: "text",
        nullable: true,
        title: { en: "Storage class", fr: "Classe de stockage" },
      },
      observedAt: { is: "instant", nullable: true, title: { en: "First seen", fr: "Vue d’abord" } },
      lastObservedAt: {
        is: "instant",
        nullable: true,
        title: { en: "Last seen", fr: "Vue en dernier" },
      },
      lockedUntil: {
        is: "instant",
        nullable: true,
        title: { en: "Locked until", fr: "Verrouillée jusqu’au" },
      },
      goneAt: { is: "instant", nullable: true, title: { en: "Removed", fr: "Supprimée" } },
    },
    rowsMax: 200,
  }),
  CHAIN_PANEL,
  definePanel(import.meta.url, "runs.sql", {
    title: { en: "Runs", fr: "Exécutions" },
    help: {
      en: "Each run of the series, the newest first.",
      fr: "Chaque exécution de la série, la plus récente d’abord.",
    },
    columns: {
      runId: RUN_ID,
      outcome: { is: "text", title: { en: "Outcome", fr: "Issue" } },
      startedAt: { ...STARTED, nullable: true },
      finishedAt: { is: "instant", nullable: true, title: { en: "Finished", fr: "Fin" } },
      duration: { ...DURATION, nullable: true },
      size: { ...SIZE, nullable: true },
      stored: STORED,
    },
    rowsMax: 500,
  }),
  definePanel(import.meta.url, "proofs.sql", {
    title: { en: "Proofs of the series", fr: "Preuves de la série" },
    help: {
      en: "Each proof of the series, the newest first.",
      fr: "Chaque preuve de la série, la plus récente d’abord.",
    },
    columns: {
      proofId: { is: "id", title: { en: "Proof id", fr: "Identifiant de preuve" } },
      at: { is: "instant", title: { en: "Finished", fr: "Fin" } },
      outcome: { is: "text", title: { en: "Outcome", fr: "Issue" } },
      level: { is: "text", nullable: true, title: { en: "Level", fr: "Niveau" } },
      wanted: { is: "text", title: { en: "Level wanted", fr: "Niveau demandé" } },
      runId: RUN_ID,
      vault: VAULT,
      role: ROLE,
      restore: { is: "seconds", nullable: true, title: { en: "Restored in", fr: "Restaurée en" } },
      saidEn: {
        is: "text",
        nullable: true,
        title: { en: "Reason (English)", fr: "Raison (anglais)" },
      },
      saidFr: {
        is: "text",
        nullable: true,
        title: { en: "Reason (French)", fr: "Raison (français)" },
      },
    },
    rowsMax: 200,
  }),
];
