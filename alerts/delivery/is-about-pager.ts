import type { Finding } from "../../schemas/finding.ts";

/** Whether a finding says that this very pager fails, which it cannot tell. */
export function isAboutPager(
  { kind, evidence }: Pick<Finding, "kind" | "evidence">,
  pager: string,
): boolean {
  return kind === "pager-failed" && evidence["pager"] === pager;
}
