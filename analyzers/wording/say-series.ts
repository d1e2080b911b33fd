import type { Series } from "../../schemas/series.ts";

const TYPES_FR = {
  full: "complète",
  differential: "différentielle",
  log: "des journaux",
  incremental: "incrémentale",
  image: "image",
} as const;

/**
 * A series as the subject of a sentence, without its article: `full backup of VisitorDb (acme,
 * visitor, paris, par-sql-03)`.
 */
export function saySeries(series: Series): { readonly en: string; readonly fr: string } {
  const { tenant, product, site, instance, asset, backupType } = series;
  const place = `${asset} (${tenant}, ${product}, ${site}, ${instance})`;
  return {
    en: `${backupType} backup of ${place}`,
    fr: `sauvegarde ${TYPES_FR[backupType]} de ${place}`,
  };
}
