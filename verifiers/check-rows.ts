import type { Check } from "../schemas/proof.ts";
import { checkStructure, skipRestore } from "./checks/check-structure.ts";
import { reaches } from "./checks/conclude.ts";
import { judgeRows } from "./checks/judge-report.ts";
import { judgeRowCounts } from "./checks/judge-row-counts.ts";
import type { FoundCopy, SeenDeeper, Structure } from "./found-copy.ts";
import { isUnchanged } from "./read-copy.ts";
import { restoreCopies } from "./restore-copies.ts";

/**
 * The format's own check, then what its rows say: they are asked where the format's reader could
 * read them at all, sound or not.
 */
export async function checkRows(
  checks: Check[],
  found: FoundCopy,
  { check, rowCounts }: Structure,
): Promise<SeenDeeper> {
  const { format, verification, options } = found;
  const isWanted = verification.level === "right";
  checks.push(check);
  const isReadable = check.verdict === "pass" || (check.verdict === "inconclusive" && rowCounts);
  if (!isReadable || !reaches(verification.level, "restored")) return { report: null, rowCounts };
  const asked = options.policy?.verification;
  const isAsked = asked?.freshness !== undefined || (asked?.assertions.length ?? 0) > 0;
  if (isAsked && isWanted) {
    const { report, judged } = await restoreCopies(found, judgeRows);
    const isSame = await isUnchanged(found.place, found.head);
    checks.push(...(isSame ? judged : [checkStructure(format, null).check]));
    return { report, rowCounts };
  }
  checks.push(skipRestore(format));
  if (rowCounts && isWanted) checks.push(judgeRowCounts(rowCounts, options.last, asked?.rows));
  return { report: null, rowCounts };
}
