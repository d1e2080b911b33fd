import { type Column, definePanel, type Panel } from "../panel.ts";

const SERIES_ID: Column = { is: "id", title: { en: "Series id", fr: "Identifiant de série" } };
const PROOF_ID: Column = { is: "id", title: { en: "Proof id", fr: "Identifiant de preuve" } };
const TENANT: Column = { is: "text", title: { en: "Tenant", fr: "Client" } };
const POLICY: Column = { is: "text", title: { en: "Policy", fr: "Politique" } };
const RESTORE: Column = { is: "seconds", title: { en: "Restored in", fr: "Restaurée en" } };

const ABOUT = {
  seriesId: SERIES_ID,
  tenant: TENANT,
  product: { is: "text", title: { en: "Product", fr: "Produit" } },
  site: { is: "text", title: { en: "Site", fr: "Site" } },
  instance: { is: "text", title: { en: "Instance", fr: "Instance" } },
  asset: { is: "text", title: { en: "Asset", fr: "Ressource" } },
} as const satisfies Readonly<Record<string, Column>>;

const instant = (en: string, fr: string): Column => ({
  is: "instant",
  nullable: true,
  title: { en, fr },
});
const count = (en: string, fr: string): Column => ({ is: "count", title: { en, fr } });

/** A proof in a list of many series'. */
const PROOF = {
  proofId: PROOF_ID,
  at: { is: "instant", title: { en: "Finished", fr: "Fin" } },
  outcome: { is: "text", title: { en: "Outcome", fr: "Issue" } },
  level: { is: "text", nullable: true, title: { en: "Level", fr: "Niveau" } },
  wanted: { is: "text", title: { en: "Level wanted", fr: "Niveau demandé" } },
  failure: { is: "text", nullable: true, title: { en: "Failure", fr: "Échec" } },
  ...ABOUT,
  vault: { is: "text", title: { en: "Vault", fr: "Coffre" } },
  role: { is: "text", title: { en: "Role", fr: "Rôle" } },
  restore: { ...RESTORE, nullable: true },
  saidEn: { is: "text", nullable: true, title: { en: "Reason (English)", fr: "Raison (anglais)" } },
  saidFr: { is: "text", nullable: true, title: { en: "Reason (French)", fr: "Raison (français)" } },
} as const satisfies Readonly<Record<string, Column>>;

/** What the restores have proven, of how much, and until when. */
export const PROOF_PANELS: readonly Panel[] = [
  definePanel(import.meta.url, "coverage.sql", {
    title: { en: "Coverage", fr: "Couverture" },
    help: {
      en: "Of the series whose policy promises proofs: how many have a good one within its period, by tenant and policy.",
      fr: "Parmi les séries dont la politique promet des preuves : combien en ont une bonne dans sa période, par client et politique.",
    },
    columns: {
      tenant: TENANT,
      policy: { ...POLICY, nullable: true },
      promised: count("Promised", "Promises"),
      proven: count("Proven", "Prouvées"),
      failed: count("Failed", "En échec"),
      overdue: count("Overdue", "En retard"),
      never: count("Never proven", "Jamais prouvées"),
      unpromised: count("Not promised", "Sans promesse"),
      share: { is: "share", nullable: true, title: { en: "Covered", fr: "Couvertes" } },
    },
    rowsMax: 500,
  }),
  definePanel(import.meta.url, "due.sql", {
    title: { en: "Promises not kept", fr: "Promesses non tenues" },
    help: {
      en: "Series whose newest proof failed, is overdue, or does not exist.",
      fr: "Les séries dont la dernière preuve est en échec, en retard, ou n’existe pas.",
    },
    columns: {
      ...ABOUT,
      policy: POLICY,
      standing: { is: "text", title: { en: "Standing", fr: "Situation" } },
      provenAt: instant("Last proven", "Prouvée le"),
      dueAt: instant("Due", "Attendue"),
    },
    rowsMax: 200,
  }),
  definePanel(import.meta.url, "verdicts.sql", {
    title: { en: "Verdicts by day", fr: "Verdicts par jour" },
    help: {
      en: "How many proofs ended how; `unproven` could not be decided.",
      fr: "Combien de preuves ont fini comment ; « non prouvée » : on n’a pas pu trancher.",
    },
    columns: {
      day: { is: "day", title: { en: "Day", fr: "Jour" } },
      proven: count("Proven", "Prouvées"),
      failed: count("Failed", "En échec"),
      unproven: count("Unproven", "Non prouvées"),
    },
    rowsMax: 400,
  }),
  definePanel(import.meta.url, "restore-times.sql", {
    title: { en: "Restore time against RTO", fr: "Temps de restauration face au RTO" },
    help: {
      en: "The newest measured restore of each series, the slowest against its RTO first.",
      fr: "La dernière restauration mesurée de chaque série, la plus lente face à son RTO d’abord.",
    },
    columns: {
      ...ABOUT,
      proofId: PROOF_ID,
      at: { is: "instant", title: { en: "Measured", fr: "Mesurée" } },
      restore: RESTORE,
      rto: { is: "seconds", nullable: true, title: { en: "RTO", fr: "RTO" } },
      share: { is: "share", nullable: true, title: { en: "Of the RTO", fr: "Du RTO" } },
    },
    rowsMax: 200,
  }),
  definePanel(import.meta.url, "claims.sql", {
    title: { en: "Confidence statement", fr: "Énoncé de confiance" },
    help: {
      en: "What random draws show of all copies of a tenant, with the formula of the weekly report: with that confidence at least that share is good.",
      fr: "Ce que les tirages au sort montrent de toutes les copies d’un client, par la formule du rapport hebdomadaire : avec cette confiance, au moins cette part est bonne.",
    },
    columns: {
      tenant: TENANT,
      level: { is: "text", title: { en: "Level", fr: "Niveau" } },
      since: { is: "instant", title: { en: "Drawn since", fr: "Tirages depuis" } },
      lastDrawnAt: { is: "instant", title: { en: "Last draw", fr: "Dernier tirage" } },
      copies: count("Copies", "Copies"),
      drawn: count("Drawn", "Tirées"),
      counted: count("Counted", "Comptées"),
      failed: count("Failed", "En échec"),
      awaited: count("Awaited", "En attente"),
      confidence: { is: "share", title: { en: "Confidence", fr: "Confiance" } },
      goodShare: {
        is: "share",
        nullable: true,
        title: { en: "Good at least", fr: "Bonnes au moins" },
      },
    },
    rowsMax: 500,
  }),
  definePanel(import.meta.url, "expiring.sql", {
    title: {
      en: "Last proven copies about to go",
      fr: "Dernières copies prouvées bientôt purgées",
    },
    help: {
      en: "Series whose last proven copy is about to be purged, or gone, with no newer one proven.",
      fr: "Les séries dont la dernière copie prouvée va être purgée, ou a disparu, sans qu’une plus récente soit prouvée.",
    },
    columns: {
      findingId: { is: "id", title: { en: "Finding id", fr: "Identifiant d’anomalie" } },
      ...ABOUT,
      proofId: PROOF_ID,
      provenAt: instant("Proven", "Prouvée"),
      keptUntil: instant("Kept until", "Conservée jusqu’au"),
      purgeBy: instant("Purged by", "Purgée avant"),
      removedAt: instant("Removed", "Supprimée"),
    },
    rowsMax: 200,
  }),
  definePanel(import.meta.url, "latest.sql", {
    title: { en: "Latest proofs", fr: "Dernières preuves" },
    help: {
      en: "The proofs of the span, the newest first.",
      fr: "Les preuves de la période, la plus récente d’abord.",
    },
    columns: PROOF,
    rowsMax: 200,
  }),
  definePanel(import.meta.url, "failures.sql", {
    title: { en: "Latest failures", fr: "Derniers échecs" },
    help: {
      en: "Proofs of the span that failed or proved nothing, and why, the newest first.",
      fr: "Les preuves de la période en échec ou qui n’ont rien prouvé, et pourquoi, la plus récente d’abord.",
    },
    columns: PROOF,
    rowsMax: 200,
  }),
];
