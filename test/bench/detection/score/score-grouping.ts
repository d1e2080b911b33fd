import { familyOf } from "../../../../analyzers/causes/family-of.ts";
import type { Finding } from "../../../../schemas/finding.ts";
import { seriesKey } from "../../../../schemas/series.ts";
import type { Label } from "../label.ts";

/** Of fewer that are open at one time, each is told alone. */
const WIDE_MIN = 5;

/** How well findings with one cause are told as one. */
export type GroupingScore = {
  /** How many things people are told without grouping and with it, information aside. */
  readonly toldAlone: number;
  readonly toldGrouped: number;
  readonly parents: number;
  /** Those that join what different causes did, or what none did. */
  readonly mixedParents: number;
  readonly baselessParents: number;
  /** Causes of so many open findings, by the parents that tell of them. */
  readonly wide: {
    readonly causes: number;
    readonly withOneParent: number;
    /** Each opened when the one before was over: backups went well in between. */
    readonly withSeveralInTurn: number;
    readonly withSeveralAtOnce: number;
  };
};

/** Labels of one cause have one group; a finding is of the group within whose label it opened. */
export function scoreGrouping(
  findings: readonly Finding[],
  labels: readonly Label[],
): GroupingScore {
  const groupOf = createGroupOf(labels);
  const telling = findings.filter(({ severity }) => severity !== "info");
  const parents = telling.filter(isParent);
  const members = Map.groupBy(telling, ({ parent }) => parent);
  const groupsOf = new Map(
    parents.map((parent) => {
      const groups = (members.get(parent.id) ?? []).flatMap((member) => groupOf(member) ?? []);
      return [parent, new Set(groups)] as const;
    }),
  );
  const counts = [...groupsOf.values()].map(({ size }) => size);
  const wide = [...Map.groupBy(telling, groupOf)].flatMap(([group, ofGroup]) =>
    group === null
      ? []
      : [...Map.groupBy(ofGroup, familyNameOf)]
          .filter(([, own]) => openAtOnce(firstOfSeries(own)) >= WIDE_MIN)
          .map(([family]) =>
            parents.filter(
              (parent) => groupsOf.get(parent)?.has(group) && familyNameOf(parent) === family,
            ),
          ),
  );
  const several = wide.filter((own) => own.length > 1);
  const atOnce = several.filter((own) => openAtOnce(own) > 1).length;
  return {
    toldAlone: telling.length - parents.length,
    toldGrouped: members.get(null)?.length ?? 0,
    parents: parents.length,
    mixedParents: counts.filter((groups) => groups > 1).length,
    baselessParents: counts.filter((groups) => groups === 0).length,
    wide: {
      causes: wide.length,
      withOneParent: wide.filter((own) => own.length === 1).length,
      withSeveralInTurn: several.length - atOnce,
      withSeveralAtOnce: atOnce,
    },
  };
}

function isParent({ series, kind }: Finding): boolean {
  return series === null && kind !== "collector-silent";
}

/** What becomes one another is told as one; what follows of it, such as a breach, by itself. */
function familyNameOf({ kind }: Finding): string {
  return familyOf(kind)[0] ?? kind;
}

/** What else is open of a series is told with it. */
function firstOfSeries(findings: readonly Finding[]): readonly Finding[] {
  const ofSeries = Map.groupBy(findings, ({ series }) => series && seriesKey(series));
  return [...ofSeries.values()].flatMap(([first]) => first ?? []);
}

/** How many findings were open at the same time at most; late becomes missing. */
function openAtOnce(findings: readonly Finding[]): number {
  const steps = findings
    .filter(({ kind }) => kind !== "late")
    .flatMap(({ openedAt, resolvedAt }) => [
      { atMs: Date.parse(openedAt), change: 1 },
      { atMs: resolvedAt ? Date.parse(resolvedAt) : Number.POSITIVE_INFINITY, change: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let open = 0;
  return Math.max(
    ...steps.map(({ change }) => {
      open += change;
      return open;
    }),
    0,
  );
}

function createGroupOf(labels: readonly Label[]) {
  const bySubject = Map.groupBy(labels, ({ subject }) => subject);
  return (finding: Finding): string | null => {
    const { kind, openedAt } = finding;
    const atMs = Date.parse(openedAt);
    const label = subjectsOf(finding)
      .flatMap((subject) => bySubject.get(subject) ?? [])
      .find(
        ({ kind: own, explains, fromMs, hitUntilMs }) =>
          (own === kind || explains.includes(kind)) && fromMs <= atMs && atMs <= hitUntilMs,
      );
    return label?.group ?? null;
  };
}

/** Its series, and the vaults that it is about. */
function subjectsOf({ series, copy, evidence }: Finding): readonly string[] {
  const named = [copy?.vault, evidence["vault"], evidence["vaults"]].flat();
  const vaults = named.flatMap((name) => (typeof name === "string" ? [name] : []));
  return [...(series ? [seriesKey(series)] : []), ...vaults];
}
