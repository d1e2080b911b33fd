import type { Check } from "../schemas/proof.ts";
import { checkChain } from "./check-chain.ts";
import { checkRows } from "./check-rows.ts";
import { checkStructure, skipRestore } from "./checks/check-structure.ts";
import { reaches } from "./checks/conclude.ts";
import { joinStructure } from "./checks/join-structure.ts";
import { judgeReport } from "./checks/judge-report.ts";
import { judgeSize } from "./checks/judge-size.ts";
import { chooseRoute } from "./choose-route.ts";
import type { FoundCopy, SeenDeeper } from "./found-copy.ts";
import { inspectCopy } from "./read-copy.ts";
import { restoreCopies } from "./restore-copies.ts";

/** Levels `sound` and above: by the format's own reader, then in a sandbox. */
export async function checkDeeper(checks: Check[], found: FoundCopy): Promise<SeenDeeper> {
  const { format, verification, options, head } = found;
  const { level } = verification;
  const route = chooseRoute({ format, sizeBytes: head.sizeBytes, level }, options);
  if (route === "sandbox") {
    const { report, judged } = await restoreCopies(found, judgeReport);
    checks.push(...judged);
    return { report, rowCounts: null };
  }
  const structure = await readStructure(found);
  if (route === "chain") return checkChain(checks, found, structure);
  if (route === "rows") return checkRows(checks, found, structure);
  const { check, rowCounts } = structure;
  if (check.verdict === "fail" || route === "structure") {
    checks.push(check);
    if (check.verdict === "pass" && reaches(level, "restored")) checks.push(skip(found));
    return { report: null, rowCounts };
  }
  const { report, judged } = await restoreCopies(found, judgeReport);
  checks.push(...joinStructure(check, judged));
  return { report, rowCounts };
}

/** Why nothing restores it, though that is wanted. */
function skip({ format, head, options: { sandboxes, bytesMax } }: FoundCopy): Check {
  const hasSandbox = sandboxes.some(({ formats }) => formats.includes(format));
  return (hasSandbox && judgeSize(head.sizeBytes, bytesMax)) || skipRestore(format);
}

async function readStructure({ format, options, place, head, inspected }: FoundCopy) {
  const { inspect } = options;
  const { seen } = inspected ?? (await inspectCopy(place, { head, inspect }));
  return checkStructure(format, seen);
}
