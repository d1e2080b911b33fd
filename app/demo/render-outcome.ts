import { renderTable } from "../render-table.ts";
import type { Row } from "./compare-findings.ts";
import { FAULTS } from "./faults.ts";
import type { DemoOutcome } from "./run-demo.ts";

/** The table of planted against found, the proofs, and where to look further. */
export function renderOutcome(outcome: DemoOutcome): string {
  const { rows, proofs, wrongProofs, unproven, reports, pages, configFile, equal } = outcome;
  const right = proofs.filter(({ outcome, level }) => outcome === "proven" && level === "right");
  const failed = proofs.filter(({ outcome }) => outcome === "failed");
  return [
    rows.length > 0
      ? renderTable(["planted", "on", "finding", "found"], rows.map(toCells))
      : "Nothing was planted, and nothing was found.",
    "",
    `${proofs.length} proofs: ${right.length} right, ${failed.length} failed, ${proofs.length - right.length - failed.length} other. ${pages} pages sent.`,
    ...wrongProofs.map((wrong) => `WRONG PROOF  ${wrong}`),
    ...unproven.map((key) => `NEVER PROVEN  ${key}`),
    ...reports.map((path) => `Report: ${path}`),
    `Config: ${configFile}`,
    "",
    equal
      ? "All that was planted was found, and nothing else."
      : "What was found is NOT what was planted.",
  ].join("\n");
}

function toCells({ expected, found }: Row): readonly string[] {
  const fault = expected?.fault;
  const series = fault?.target.series ?? found?.series;
  return [
    fault ? `night ${fault.night}: ${FAULTS[fault.fault]}` : "NOT PLANTED",
    series ? `${series.tenant} ${series.asset} (${series.backupType})` : (found?.collector ?? ""),
    expected?.kind ?? found?.kind ?? "",
    found ? `${found.openedAt}${found.resolvedAt ? ", resolved" : ""}` : "NOT FOUND",
  ];
}
