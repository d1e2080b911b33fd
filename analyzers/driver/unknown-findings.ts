import type { Finding, FindingKind } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { NOTHING_SINCE } from "../detection/create-knows.ts";

export const NOT_FOUND_AGAIN = "not found again when the log was read anew";
/** What hearing of them ends; the cause of others may go on. */
const ENDED_BY_HEARING: readonly FindingKind[] = [...NOTHING_SINCE, "collector-silent"];

type Knows = (finding: Finding) => boolean;
type ById = ReadonlyMap<string, Finding>;

/**
 * Of what was told as open, the ids of what the history knows nothing of; with the parents of
 * members that stay open, as these are told by them alone.
 */
export function findUnknown(
  { toldOpen, recalled }: { readonly toldOpen: ById; readonly recalled: ById },
  knows: Knows,
): ReadonlySet<string> {
  const isOpen = ({ id }: Finding) => recalled.get(id)?.resolvedAt === null;
  const unheard = [...toldOpen.values()].filter((one) => !recalled.has(one.id) && !knows(one));
  const stay = [...toldOpen.values()].filter(isOpen).concat(unheard);
  const parents = stay.flatMap(({ parent }) => (parent && !recalled.has(parent) ? parent : []));
  return new Set([...unheard.map(({ id }) => id), ...parents]);
}

/** What was unknown and is known by now is over, as the detection itself does not tell it. */
export function endKnown(
  { unknown, toldOpen }: { readonly unknown: ReadonlySet<string>; readonly toldOpen: ById },
  knows: Knows,
  nowMs: number,
): readonly Finding[] {
  if (unknown.size === 0) return [];
  // A parent ends after its members, with what is told next.
  const parents = new Set([...toldOpen.values()].map(({ parent }) => parent));
  return [...unknown]
    .flatMap((id) => toldOpen.get(id) ?? [])
    .filter((finding) => !parents.has(finding.id) && knows(finding))
    .map((finding) => endAt(nowMs, finding, whyEnded(finding, toldOpen)));
}

function whyEnded({ id, kind, collector }: Finding, toldOpen: ById): string {
  if (!ENDED_BY_HEARING.includes(kind)) return NOT_FOUND_AGAIN;
  const isSame = (one: Finding) => one.kind === kind && one.collector === collector;
  const isFollowed = [...toldOpen.values()].some((one) => isSame(one) && one.id !== id);
  if (collector !== null && isFollowed) return "another of its kind followed";
  return "heard of again, and not found since";
}

export function endAt(nowMs: number, finding: Finding, resolution: string): Finding {
  return { ...finding, resolvedAt: instantToJson(nowMs), resolution };
}
