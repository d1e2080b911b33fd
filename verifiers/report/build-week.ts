import { localTime } from "../../platform/calendar/local-time.ts";
import type { Finding } from "../../schemas/finding.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesId, seriesKey } from "../../schemas/series.ts";
import { merkleRoot } from "./merkle-root.ts";
import { reportPolicy } from "./report-policy.ts";
import { reportSeries } from "./report-series.ts";
import type { SeriesData, WeekData, WeekOptions } from "./week-data.ts";
import type { ReportedFinding, ReportedProof, ReportedSeries, WeekReport } from "./week-report.ts";

/** What is listed one by one; beyond it is counted. */
const PROOFS_MAX = 5_000;
const FINDINGS_MAX = 2_000;
const OBSERVED_LENGTH_MAX = 240;
const SECOND_MS = 1_000;

/**
 * The report of one week from what the store holds of it. The same data give the same report,
 * whenever it is made.
 */
export function buildWeek(data: WeekData, options: WeekOptions): WeekReport {
  const { week, asOfMs, zone, lang, policies } = options;
  const dataOf = splitBySeries(data);
  const series = data.series
    .filter(({ firstHeardMs }) => firstHeardMs < asOfMs)
    .map((known) => reportSeries(known, dataOf(known.id), options))
    .sort((one, other) => compare(seriesKey(one.series), seriesKey(other.series)));
  const proofs = [...data.proofs].sort(
    (one, other) => compare(one.finishedAt, other.finishedAt) || compare(one.id, other.id),
  );
  return {
    document: "vigie-week-report",
    version: 1,
    lang,
    week: week.name,
    zone,
    from: localTime(week.fromMs, zone),
    until: localTime(week.untilMs, zone),
    asOf: localTime(asOfMs, zone),
    policies: policies
      .filter(({ name }) => series.some(({ policy }) => policy === name))
      .map(reportPolicy),
    series,
    proofs: proofs.slice(0, PROOFS_MAX).map((proof) => reportProof(proof, options)),
    proofsMore: Math.max(0, proofs.length - PROOFS_MAX),
    findings: groupFindings(data.findings, options),
    merkleRoot: rootOfChains(series),
  };
}

/**
 * The root that the signature stands for: every series by its id, with the head of its chain or
 * `none`.
 */
export function rootOfChains(series: readonly Pick<ReportedSeries, "id" | "chain">[]): string {
  return merkleRoot(leavesOf(series));
}

/** One leaf for each series: its id, and the head of its chain. */
export function leavesOf(
  series: readonly Pick<ReportedSeries, "id" | "chain">[],
): readonly string[] {
  return series.map(({ id, chain }) => leafOf(id, chain.head)).sort(compare);
}

export function leafOf(id: string, head: string | null): string {
  return `${id} ${head ?? "none"}`;
}

function splitBySeries(data: WeekData): (id: string) => SeriesData {
  const runs = Map.groupBy(data.runs, ({ seriesId }) => seriesId);
  const copies = Map.groupBy(data.copies, ({ seriesId }) => seriesId);
  const chains = new Map(data.chains.map((chain) => [chain.seriesId, chain]));
  const findings = Map.groupBy(data.findings, ({ series }) => series && seriesId(series));
  return (id) => ({
    runs: runs.get(id) ?? [],
    copies: copies.get(id) ?? [],
    chain: chains.get(id) ?? null,
    findings: findings.get(id) ?? [],
  });
}

function reportProof(
  proof: Proof,
  { zone, lang, policies }: Pick<WeekOptions, "zone" | "lang" | "policies">,
): ReportedProof {
  const counts = proof.rowCounts && Object.values(proof.rowCounts);
  return {
    id: proof.id,
    seriesId: seriesId(proof.series),
    runId: proof.runId,
    role: proof.copy.role,
    vault: proof.copy.vault,
    uri: proof.copy.uri,
    wanted: proof.wanted,
    level: proof.level,
    outcome: proof.outcome,
    finishedAt: atLocal(proof.finishedAt, zone),
    engine: proof.engine,
    tables: counts?.length ?? null,
    rows: counts?.reduce((sum, rows) => sum + rows, 0) ?? null,
    newestRowAt: proof.newestRowAt && atLocal(proof.newestRowAt, zone),
    restoreSeconds: proof.restoreSeconds,
    rtoSeconds: rtoSeconds(proof.series, policies),
    checks: proof.checks.map((check) => ({
      ...check,
      observed: sayObserved(check.observed),
      reason: check.reason[lang],
    })),
    ...(proof.skipped && {
      skipped: proof.skipped.map(({ level, reason }) => ({ level, reason: reason[lang] })),
    }),
    hash: proof.hash,
  };
}

function rtoSeconds(series: Series, policies: readonly Policy[]): number | null {
  const rtoMs = matchPolicy(series, policies)?.objectives?.rto;
  return rtoMs === undefined ? null : rtoMs / SECOND_MS;
}

function sayObserved(observed: Proof["checks"][number]["observed"]): string {
  const text = Object.entries(observed)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
  return text.length <= OBSERVED_LENGTH_MAX ? text : `${text.slice(0, OBSERVED_LENGTH_MAX)}…`;
}

function groupFindings(
  findings: readonly Finding[],
  { week: { fromMs }, asOfMs, zone, lang }: WeekOptions,
): WeekReport["findings"] {
  const within = (at: string | null) =>
    at !== null && Date.parse(at) >= fromMs && Date.parse(at) < asOfMs;
  const isKnown = ({ openedAt }: Finding) => Date.parse(openedAt) < asOfMs;
  const isOpen = ({ resolvedAt }: Finding) =>
    resolvedAt === null || Date.parse(resolvedAt) >= asOfMs;
  const known = findings
    .filter(isKnown)
    .sort((one, other) => compare(one.openedAt, other.openedAt));
  const groups = {
    opened: known.filter(({ openedAt }) => within(openedAt)),
    resolved: known.filter(({ resolvedAt }) => within(resolvedAt)),
    open: known.filter(isOpen),
  };
  const list = (group: readonly Finding[]) =>
    group.slice(0, FINDINGS_MAX).map((finding) => {
      const resolvedAt = isOpen(finding) ? null : finding.resolvedAt;
      return reportFinding({ ...finding, resolvedAt }, { zone, lang });
    });
  const more = Object.values(groups).map((group) => Math.max(0, group.length - FINDINGS_MAX));
  return {
    opened: list(groups.opened),
    resolved: list(groups.resolved),
    open: list(groups.open),
    more: Math.max(...more),
  };
}

function reportFinding(
  finding: Finding,
  { zone, lang }: Pick<WeekOptions, "zone" | "lang">,
): ReportedFinding {
  return {
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    seriesId: finding.series && seriesId(finding.series),
    openedAt: atLocal(finding.openedAt, zone),
    resolvedAt: finding.resolvedAt && atLocal(finding.resolvedAt, zone),
    summary: finding.summary[lang],
  };
}

function atLocal(at: string, zone: string): string {
  return localTime(Date.parse(at), zone);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
