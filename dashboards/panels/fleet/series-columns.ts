import type { Column } from "../panel.ts";

/** By what a series is named, and linked to; in the order in which people say it. */
export const SERIES_COLUMNS = {
  seriesId: { is: "id", title: { en: "Series", fr: "Série" } },
  tenant: { is: "text", title: { en: "Tenant", fr: "Client" } },
  environment: { is: "text", title: { en: "Environment", fr: "Environnement" } },
  product: { is: "text", title: { en: "Product", fr: "Produit" } },
  site: { is: "text", title: { en: "Site", fr: "Site" } },
} as const satisfies Readonly<Record<string, Column>>;

/** How many series are in each state that matters to people at night. */
export const STATE_COLUMNS = {
  series: { is: "count", title: { en: "Series", fr: "Séries" } },
  missing: { is: "count", title: { en: "Missing", fr: "Manquantes" } },
  stuck: { is: "count", title: { en: "Stuck", fr: "Bloquées" } },
  failed: { is: "count", title: { en: "Failed", fr: "En échec" } },
  late: { is: "count", title: { en: "Late", fr: "En retard" } },
  unprotected: { is: "count", title: { en: "Unprotected", fr: "Non protégées" } },
  unknown: { is: "count", title: { en: "Unknown", fr: "État inconnu" } },
  filled: { is: "count", title: { en: "Filled", fr: "Effectuées" } },
} as const satisfies Readonly<Record<string, Column>>;

export const INSTANCE = {
  is: "text",
  title: { en: "Instance", fr: "Instance" },
} as const satisfies Column;
export const ASSET = {
  is: "text",
  title: { en: "Asset", fr: "Ressource" },
} as const satisfies Column;
export const BACKUP_TYPE = {
  is: "text",
  title: { en: "Backup type", fr: "Type de sauvegarde" },
} as const satisfies Column;
export const STATE = { is: "text", title: { en: "State", fr: "État" } } as const satisfies Column;

/** The slots of a series, and its last good backup. */
export const SLOT_COLUMNS = {
  slot: { is: "instant", title: { en: "Slot", fr: "Créneau" }, nullable: true },
  nextSlot: { is: "instant", title: { en: "Next slot", fr: "Prochain créneau" }, nullable: true },
  lastSuccessAt: {
    is: "instant",
    title: { en: "Last good backup", fr: "Dernière bonne sauvegarde" },
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Column>>;
