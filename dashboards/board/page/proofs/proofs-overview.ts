import type { ChartData } from "../chart/chart-data.ts";
import { createChart } from "../chart/create-chart.ts";
import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import type { MountedView, ViewContext } from "../shell/page-view.ts";
import { SHELL_WORDS } from "../shell/shell-words.ts";
import { WORDS } from "../words.ts";
import { proofsClaims } from "./proofs-claims.ts";
import { proofsReports, readReports } from "./proofs-reports.ts";
import type { ClaimRow, VerdictsRow } from "./proofs-rows.ts";
import {
  createCoverageTable,
  createDueTable,
  createExpiringTable,
  createProofsTable,
  createRestoreTimesTable,
} from "./proofs-tables.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

/** How far proofs cover what policies promise, how they ended, and what is claimed of the rest. */
export function mountProofsOverview(place: HTMLElement, context: ViewContext): MountedView {
  const { lang, zone, formats, panel } = context;
  const { parts } = PROOFS_WORDS[lang];
  const chart = createChart({ lang, zone, formats, title: parts.verdicts, format: formats.count });
  const tables = {
    coverage: createCoverageTable(context),
    due: createDueTable(context),
    expiring: createExpiringTable(context),
    restoreTimes: createRestoreTimesTable(context),
    failures: createProofsTable(context, "failures"),
    latest: createProofsTable(context, "latest"),
  };
  const { loading } = SHELL_WORDS[lang].table;
  const claims = element("div", {}, element("p", { class: "empty" }, loading));
  const reports = element("div");
  const reportsSection = section(parts.reports, reports);
  reportsSection.hidden = true;
  place.append(
    section(parts.coverage, tables.coverage.root),
    section(parts.claims, claims),
    section(parts.due, tables.due.root),
    section(parts.expiring, tables.expiring.root),
    section(parts.failures, tables.failures.root),
    chart.root,
    section(parts.restoreTimes, tables.restoreTimes.root),
    section(parts.latest, tables.latest.root),
    reportsSection,
  );

  async function refreshClaims(signal: AbortSignal): Promise<void> {
    const { rows } = await panel<ClaimRow>("proofs/claims", {}, signal);
    fillPlace(claims, { rows }, () => [proofsClaims(rows, context)]);
  }

  async function refreshVerdicts(signal: AbortSignal): Promise<void> {
    const { rows } = await panel<VerdictsRow>("proofs/verdicts", {}, signal);
    chart.show(verdictsOf(rows, context));
  }

  async function refreshReports(signal: AbortSignal): Promise<void> {
    const found = await readReports(context, signal);
    reportsSection.hidden = found === null;
    if (found) fillPlace(reports, { found }, () => [proofsReports(found, context)]);
  }

  return {
    refresh: async (signal) => {
      await Promise.all([
        ...Object.values(tables).map((table) => table.refresh(signal)),
        ...[refreshClaims(signal), refreshVerdicts(signal), refreshReports(signal)],
      ]);
    },
    unmount: chart.unmount,
  };
}

function verdictsOf(rows: readonly VerdictsRow[], { lang }: ViewContext): ChartData {
  const { outcomes } = WORDS[lang];
  return {
    atMs: rows.map(({ day }) => Date.parse(`${day}T12:00:00Z`)),
    lines: [
      { label: outcomes.proven, values: rows.map(({ proven }) => proven), tone: "good" },
      { label: outcomes.failed, values: rows.map(({ failed }) => failed), tone: "critical" },
      { label: outcomes.unproven, values: rows.map(({ unproven }) => unproven), tone: "unknown" },
    ],
  };
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}
