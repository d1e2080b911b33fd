import type { Finding, FindingKind } from "../../schemas/finding.ts";

/** Kinds of which one becomes the other, the worse first: one cause may show as both. */
const FAMILIES: readonly (readonly FindingKind[])[] = [
  ["missing", "late"],
  ["copy-changed", "copy-checksum-mismatch", "copy-size-mismatch"],
  ["chain-broken", "base-hijacked"],
];

/** The kinds that one cause may have in common, the worst first; the first names the family. */
export function familyOf(kind: FindingKind): readonly FindingKind[] {
  return FAMILIES.find((family) => family.includes(kind)) ?? [kind];
}

/** What only informs wakes nobody, so that nothing is gained by joining it. */
export function mayHaveParent({ series, severity }: Finding): boolean {
  return series !== null && severity !== "info";
}
