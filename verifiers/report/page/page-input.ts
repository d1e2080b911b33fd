import type { ReportedSeries, WeekReport } from "../week-report.ts";
import type { Wording } from "../wording/wording.ts";
import { type Html, html } from "./html.ts";

/** What every section of the page is made from. */
export type PageInput = { readonly report: WeekReport; readonly words: Wording };

/** A series as a person names it: its asset, and below where and what it is. */
export function nameSeries({ series }: Pick<ReportedSeries, "series">, words: Wording): Html {
  const { tenant, environment, product, site, instance, asset, backupType } = series;
  const said = [words.environments[environment], site, instance, words.backupTypes[backupType]];
  const place = [tenant, product, ...said].join(" · ");
  return html`<bdi>${asset}</bdi><small><bdi>${place}</bdi></small>`;
}

/**
 * The name of a series by its id; its id where the report does not list it, nothing where there is
 * none.
 */
export function nameById({ report, words }: PageInput, id: string | null): Html {
  if (id === null) return html`–`;
  const known = report.series.find((series) => series.id === id);
  return known ? nameSeries(known, words) : html`<code>${id}</code>`;
}
