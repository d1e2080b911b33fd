import type { Finding } from "../../schemas/finding.ts";

/** A finding in a list for people; a member stands right under its parent. */
export type Listed = { readonly finding: Finding; readonly isMember: boolean };

/** Findings in their order, but members under their parent where that is among them. */
export function arrangeByParent(findings: readonly Finding[]): readonly Listed[] {
  const ids = new Set(findings.map(({ id }) => id));
  const isMember = ({ parent }: Finding) => parent !== null && ids.has(parent);
  const members = Map.groupBy(findings.filter(isMember), ({ parent }) => parent);
  return findings
    .filter((finding) => !isMember(finding))
    .flatMap((finding) => [
      { finding, isMember: false },
      ...(members.get(finding.id) ?? []).map((member) => ({ finding: member, isMember: true })),
    ]);
}
