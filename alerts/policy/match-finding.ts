import type { Finding } from "../../schemas/finding.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import type { FindingMatch } from "./alert-policy.ts";

/** What of a finding says where it goes. */
export type Subject = Pick<Finding, "kind" | "severity" | "series"> & {
  /**
   * How long before it others about the same opened, where routes ask for that; null for what
   * stands for several series or is Vigie's own, and never waits to come again.
   */
  readonly repeatsMs?: readonly number[] | null;
};

/** Why a finding is none of those that are meant; null where it is one of them. */
export function whyNoMatch({ match, kinds, severities }: FindingMatch, of: Subject): string | null {
  if (severities && !severities.includes(of.severity))
    return `severity ${of.severity} is none of ${severities.join(", ")}`;
  if (kinds && !kinds.includes(of.kind)) return `kind ${of.kind} is none of ${kinds.join(", ")}`;
  const attributes = SERIES_ATTRIBUTES.filter((attribute) => match[attribute] !== undefined);
  if (attributes.length === 0) return null;
  if (of.series === null) return "it is about no series, and attributes of one are named";
  const { series } = of;
  const other = attributes.find((attribute) => !fits(match, attribute, series));
  if (other === undefined) return null;
  return `${other} ${series[other]} is not ${[match[other]].flat().join(" or ")}`;
}

function fits(
  match: FindingMatch["match"],
  attribute: (typeof SERIES_ATTRIBUTES)[number],
  series: Series,
): boolean {
  return specificityOf({ [attribute]: match[attribute] }, series) !== null;
}
