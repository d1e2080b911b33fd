import { definePanel, type Panel } from "../panel.ts";
import {
  ASSET,
  BACKUP_TYPE,
  INSTANCE,
  SERIES_COLUMNS,
  SLOT_COLUMNS,
  STATE,
  STATE_COLUMNS,
} from "./series-columns.ts";

const SERIES = { is: "count", title: { en: "Series", fr: "Séries" } } as const;

const slotsByState = definePanel(import.meta.url, "slots-by-state.sql", {
  title: { en: "Slots by state", fr: "Créneaux par état" },
  help: {
    en: "The state of each series' latest due slot.",
    fr: "L'état du dernier créneau dû de chaque série.",
  },
  columns: { state: STATE, series: SERIES },
  rowsMax: 20,
});

const totals = definePanel(import.meta.url, "totals.sql", {
  title: { en: "The fleet in figures", fr: "Le parc en chiffres" },
  help: {
    en: "What is watched, what is wrong with it, and what is not known of it.",
    fr: "Ce qui est surveillé, ce qui n’y va pas, et ce qu’on n’en sait pas.",
  },
  columns: {
    series: SERIES,
    unknown: STATE_COLUMNS.unknown,
    learning: { is: "count", title: { en: "Learning", fr: "En apprentissage" } },
    neverProven: { is: "count", title: { en: "Never proven", fr: "Jamais prouvées" } },
    openCritical: { is: "count", title: { en: "Open criticals", fr: "Critiques ouvertes" } },
    openWarning: { is: "count", title: { en: "Open warnings", fr: "Avertissements ouverts" } },
  },
  rowsMax: 1,
});

const wrongNow = definePanel(import.meta.url, "wrong-now.sql", {
  title: {
    en: "Late, missing or under no policy now",
    fr: "En retard, manquantes ou sans politique",
  },
  help: {
    en: "Series whose latest due slot has no good backup, or that no policy protects.",
    fr: "Les séries dont le dernier créneau dû est sans bonne sauvegarde, ou sans politique.",
  },
  columns: {
    ...SERIES_COLUMNS,
    instance: INSTANCE,
    asset: ASSET,
    backupType: BACKUP_TYPE,
    state: STATE,
    slot: SLOT_COLUMNS.slot,
    lastSuccessAt: SLOT_COLUMNS.lastSuccessAt,
    nextSlot: SLOT_COLUMNS.nextSlot,
  },
  rowsMax: 500,
});

const byTenant = definePanel(import.meta.url, "by-tenant.sql", {
  title: { en: "By tenant", fr: "Par client" },
  help: {
    en: "The states of the latest due slots of each tenant, the worst first.",
    fr: "Les états des derniers créneaux dus de chaque client, les pires d’abord.",
  },
  columns: {
    tenant: SERIES_COLUMNS.tenant,
    sites: { is: "count", title: { en: "Sites", fr: "Sites" } },
    ...STATE_COLUMNS,
  },
  rowsMax: 500,
});

const bySite = definePanel(import.meta.url, "by-site.sql", {
  title: { en: "By site", fr: "Par site" },
  help: {
    en: "The states of the latest due slots of each site, the worst first.",
    fr: "Les états des derniers créneaux dus de chaque site, les pires d’abord.",
  },
  columns: {
    site: SERIES_COLUMNS.site,
    tenants: { is: "count", title: { en: "Tenants", fr: "Clients" } },
    ...STATE_COLUMNS,
  },
  rowsMax: 500,
});

const slotsByDay = definePanel(import.meta.url, "slots-by-day.sql", {
  title: { en: "Last 14 days", fr: "Les 14 derniers jours" },
  help: {
    en: "What became of each day's slots, each once by its worst, by tenant; by product where one tenant is chosen.",
    fr: "Ce que sont devenus les créneaux de chaque jour, chacun compté une fois par son pire état, par client ; par produit pour un seul.",
  },
  columns: {
    day: { is: "day", title: { en: "Day", fr: "Jour" } },
    name: { is: "text", title: { en: "Tenant or product", fr: "Client ou produit" } },
    filled: STATE_COLUMNS.filled,
    late: STATE_COLUMNS.late,
    failed: STATE_COLUMNS.failed,
    missing: STATE_COLUMNS.missing,
  },
  rowsMax: 1_400,
});

const nextSlots = definePanel(import.meta.url, "next-slots.sql", {
  title: {
    en: "Series by the hour of their next slot",
    fr: "Séries par heure de leur prochain créneau",
  },
  help: {
    en: "By the hour of each series' next slot, over the coming 24 hours: each series counts once.",
    fr: "Par heure du prochain créneau de chaque série, sur les 24 prochaines heures : chaque série compte une fois.",
  },
  columns: {
    at: { is: "instant", title: { en: "Hour", fr: "Heure" } },
    series: SERIES,
    tenants: { is: "count", title: { en: "Tenants", fr: "Clients" } },
  },
  rowsMax: 30,
});

const learning = definePanel(import.meta.url, "learning.sql", {
  title: { en: "Learning", fr: "En apprentissage" },
  help: {
    en: "Series of which too few runs are known to judge them surely.",
    fr: "Les séries dont trop peu d’exécutions sont connues pour en juger sûrement.",
  },
  columns: {
    ...SERIES_COLUMNS,
    asset: ASSET,
    backupType: BACKUP_TYPE,
    runs: { is: "count", title: { en: "Runs known", fr: "Exécutions connues" } },
    needed: { is: "count", title: { en: "Runs needed", fr: "Exécutions requises" } },
  },
  rowsMax: 200,
});

const series = definePanel(import.meta.url, "series.sql", {
  title: { en: "Series", fr: "Séries" },
  help: {
    en: "Every series, the worst states first; searched by any part of its names.",
    fr: "Toutes les séries, les pires états d’abord ; par toute partie de leurs noms.",
  },
  columns: {
    ...SERIES_COLUMNS,
    assetKind: { is: "text", title: { en: "Asset kind", fr: "Type de ressource" } },
    instance: INSTANCE,
    asset: ASSET,
    backupType: BACKUP_TYPE,
    state: STATE,
    ...SLOT_COLUMNS,
    lastSizeBytes: {
      is: "bytes",
      title: { en: "Last size", fr: "Dernière taille" },
      nullable: true,
    },
    openCritical: { is: "count", title: { en: "Open criticals", fr: "Critiques ouvertes" } },
    openWarning: { is: "count", title: { en: "Open warnings", fr: "Avertissements ouverts" } },
    proofOutcome: { is: "text", title: { en: "Last proof", fr: "Dernière preuve" } },
    reachedLevel: {
      is: "text",
      title: { en: "Level reached", fr: "Niveau atteint" },
      nullable: true,
    },
    proofAt: { is: "instant", title: { en: "Proven at", fr: "Prouvée le" }, nullable: true },
  },
  rowsMax: 200,
});

const names = definePanel(import.meta.url, "names.sql", {
  title: { en: "Names to filter by", fr: "Noms par lesquels filtrer" },
  help: {
    en: "The tenants, environments, products and sites that series have.",
    fr: "Les clients, environnements, produits et sites que les séries portent.",
  },
  columns: {
    field: { is: "text", title: { en: "Field", fr: "Champ" } },
    value: { is: "text", title: { en: "Name", fr: "Nom" } },
    series: SERIES,
  },
  rowsMax: 400,
});

/** Is everything backed up tonight? */
export const FLEET_PANELS: readonly Panel[] = [
  ...[totals, slotsByState, wrongNow, byTenant, bySite, slotsByDay, nextSlots, learning],
  ...[series, names],
];
