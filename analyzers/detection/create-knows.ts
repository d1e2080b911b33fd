import type { Finding } from "../../schemas/finding.ts";
import {
  SERIES_ATTRIBUTES,
  type SeriesPart,
  seriesKey,
  seriesPartSchema,
} from "../../schemas/series.ts";
import type { Policies } from "./compile-policies.ts";
import type { KnownSeries } from "./known-series.ts";

type Heard = {
  readonly policies: Policies;
  readonly watches: ReadonlyMap<string, KnownSeries>;
  readonly assets: { readonly has: (part: SeriesPart) => boolean };
  readonly collectors: { readonly has: (name: string) => boolean };
};

/** Whether anything was heard of what a finding is about, so that its absence says something. */
export function createKnows({ policies, watches, assets, collectors }: Heard) {
  function knowsSeries({
    kind,
    series,
    slot,
  }: Finding & { series: NonNullable<Finding["series"]> }) {
    const known = watches.get(seriesKey(series));
    if (known?.last.source || !policies.of(series)) return true;
    // Of what is expected though no run was heard of, slots alone are judged.
    const isOfSlot = slot !== null && ["late", "missing", "stuck", "failed"].includes(kind);
    return isOfSlot && known !== undefined && known.nextDueMs(Date.parse(slot)) !== null;
  }

  function knowsPart({ evidence, series }: Finding): boolean {
    if (series && watches.get(seriesKey(series))?.last.source) return true;
    const named = Object.fromEntries(SERIES_ATTRIBUTES.map((name) => [name, evidence[name]]));
    const part = seriesPartSchema.parse(named);
    const isCovered = evidence["policy"] === null && policies.ofPart(part) !== null;
    return isCovered || assets.has(part);
  }

  return (finding: Finding): boolean => {
    const { kind, series, collector } = finding;
    if (kind === "unprotected") return knowsPart(finding);
    if (kind === "collector-silent") return collectors.has(collector ?? "");
    return series === null || knowsSeries({ ...finding, series });
  };
}
