import type { Finding, FindingKind } from "../../schemas/finding.ts";
import {
  SERIES_ATTRIBUTES,
  type Series,
  type SeriesPart,
  seriesKey,
  seriesPartSchema,
} from "../../schemas/series.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { Policies } from "./compile-policies.ts";
import type { KnownSeries } from "./known-series.ts";

/** Told as long as nothing has succeeded since their slot. */
export const NOTHING_SINCE: readonly FindingKind[] = ["late", "missing", "stuck", "failed"];

type Heard = {
  readonly policies: Policies;
  readonly watches: ReadonlyMap<string, KnownSeries>;
  readonly assets: { readonly has: (part: SeriesPart) => boolean };
  readonly collectors: { readonly hasSpoken: (name: string) => boolean };
  readonly openOf: Ledger["openOf"];
};

/** Whether anything was heard of what a finding is about, so that its absence says something. */
export function createKnows({ policies, watches, assets, collectors, openOf }: Heard) {
  /** Whether the detection tells the same of it by itself. */
  const isHeld = ({ kind }: Finding, subject: string) =>
    openOf(subject).some((finding) => finding.kind === kind);

  function knowsSeries(finding: Finding, series: Series): boolean {
    const { kind, slot } = finding;
    const subject = seriesKey(series);
    const [known, policy] = [watches.get(subject), policies.of(series)];
    if (!known || !policy) return !policy;
    const { last } = known;
    if (slot !== null && NOTHING_SINCE.includes(kind)) {
      const dueMs = Date.parse(slot);
      // Of what is expected though no run was heard of, slots alone are judged.
      if (known.nextDueMs(dueMs) !== null) return true;
      if (policy.learnedZones) return last.hasSucceededSince(dueMs);
    }
    if (kind === "rpo-breach" && policy.policy.objectives?.rpo !== undefined)
      return last.hasSucceeded() || isHeld(finding, subject);
    return last.source !== null;
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
    if (kind === "collector-silent")
      return collectors.hasSpoken(collector ?? "") || isHeld(finding, collector ?? "");
    return series === null || knowsSeries(finding, series);
  };
}
