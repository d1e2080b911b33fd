import { hash } from "node:crypto";
import { seriesOfKey } from "../wording/say-subject.ts";

/** Whose a series is, and where, from its key; empty where there is none. */
export function placeOfSeries(key: string | null) {
  const series = key === null ? null : seriesOfKey(key);
  return {
    tenant: series?.tenant ?? "",
    environment: series?.environment ?? "",
    product: series?.product ?? "",
    site: series?.site ?? "",
    series_id: key === null ? "" : hash("sha256", key).slice(0, 32),
  };
}
