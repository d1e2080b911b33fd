import { specificityOf } from "../../schemas/match-policy.ts";
import { type Match, matchSchema } from "../../schemas/policy.ts";
import {
  ASSET_KINDS,
  BACKUP_TYPES,
  ENVIRONMENTS,
  SERIES_ATTRIBUTES,
  type Series,
} from "../../schemas/series.ts";
import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { globsIntersect } from "./globs-intersect.ts";
import { itemsAt, valueAt } from "./value-at.ts";

type Attribute = (typeof SERIES_ATTRIBUTES)[number];
type Candidate = { readonly name: string; readonly match: Match; readonly path: ConfigPath };

/** Attributes whose values are a closed set. */
const CLOSED: Partial<Record<Attribute, readonly string[]>> = {
  environment: ENVIRONMENTS,
  assetKind: ASSET_KINDS,
  backupType: BACKUP_TYPES,
};

/**
 * Of two policies one must be the more specific for every series that both match, or nobody knows
 * which one holds.
 */
export function checkPolicies(
  content: unknown,
  lineOf: (path: ConfigPath) => number,
): FaultDraft[] {
  const policies = itemsAt(content, ["policies"]).flatMap((_, index) => readPolicy(content, index));
  return policies.flatMap((policy, index) =>
    policies
      .slice(0, index)
      .filter((other) => canTie(policy.match, other.match))
      .map((other) => ({
        path: policy.path,
        at: "value",
        message:
          `${JSON.stringify(policy.name)} and ${JSON.stringify(other.name)} (line ${lineOf(other.path)}) ` +
          "are equally specific and can match the same series",
        hint: "name one more attribute in the match of the one that shall win",
      })),
  );
}

function readPolicy(content: unknown, index: number): Candidate[] {
  const path = ["policies", index, "match"];
  const match = matchSchema.safeParse(valueAt(content, path));
  const name = valueAt(content, ["policies", index, "name"]);
  return match.success ? [{ name: String(name), match: match.data, path }] : [];
}

/**
 * Whether some series is matched by both, with as many attributes named and as many of them by
 * plain value.
 */
function canTie(one: Match, other: Match): boolean {
  if (Object.keys(one).length !== Object.keys(other).length) return false;
  let leads = new Set([0]);
  for (const attribute of SERIES_ATTRIBUTES) {
    const steps = leadsOf(attribute, one[attribute], other[attribute]);
    leads = new Set([...leads].flatMap((lead) => steps.map((step) => lead + step)));
  }
  return leads.has(0);
}

type Pattern = Match[Attribute];

/**
 * By how many plain values one may lead the other, for the values of an attribute that both
 * match.
 */
function leadsOf(attribute: Attribute, one: Pattern, other: Pattern): number[] {
  const closed = CLOSED[attribute];
  const values = closed ?? [...patternsOf(one), ...patternsOf(other)].filter(isPlain);
  const leads = values.flatMap((value) => {
    const plainOfOne = plainFor(attribute, one, value);
    const plainOfOther = plainFor(attribute, other, value);
    return plainOfOne === null || plainOfOther === null ? [] : [plainOfOne - plainOfOther];
  });
  return !closed && haveCommonGlob(one, other) ? [...leads, 0] : leads;
}

function haveCommonGlob(one: Pattern, other: Pattern): boolean {
  const globs = (pattern: Pattern) =>
    pattern === undefined ? ["*"] : patternsOf(pattern).filter((item) => !isPlain(item));
  return globs(one).some((glob) => globs(other).some((twin) => globsIntersect(glob, twin)));
}

/**
 * 1 where the value is named plainly, 0 where a glob or no pattern at all lets it pass, null
 * where it does not match.
 */
function plainFor(attribute: Attribute, pattern: Pattern, value: string): number | null {
  if (pattern === undefined) return 0;
  const series: Series = { ...ANY_SERIES, [attribute]: value };
  return specificityOf({ [attribute]: pattern }, series)?.plain ?? null;
}

const ANY_SERIES: Series = {
  tenant: "-",
  environment: "production",
  product: "-",
  site: "-",
  assetKind: "files",
  instance: "-",
  asset: "-",
  backupType: "full",
};

function patternsOf(pattern: Pattern): readonly string[] {
  if (pattern === undefined) return [];
  return typeof pattern === "string" ? [pattern] : pattern;
}

function isPlain(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}
