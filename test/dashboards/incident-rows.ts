import { hash } from "node:crypto";
import type { Incident } from "../../alerts/incident.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesId } from "../../schemas/series.ts";
import { findingOf, HOUR_MS, NOON_MS, series } from "./board-rows.ts";

const MINUTE_MS = 60_000;
const DAYS = 6;

export const idOf = (...words: readonly unknown[]) => hash("sha256", words.join("\n")).slice(0, 32);

/** A number below `below`, always the same of the same words. */
function draw(below: number, ...words: readonly unknown[]): number {
  return Number.parseInt(hash("sha256", words.join("\n")).slice(0, 8), 16) % below;
}

/** The `index`th of many incidents: of two tenants, in every standing, over `DAYS` days. */
export function incidentAt(index: number): Incident {
  const tenant = index % 3 === 0 ? "globex" : "acme";
  const of = series({ tenant, asset: `Db_${index % 7}`, site: index % 2 === 0 ? "paris" : "lyon" });
  const openedMs = NOON_MS - draw(DAYS * 24 * 60, "opened", index) * MINUTE_MS - HOUR_MS;
  const askedMs = openedMs + (index % 4 === 0 ? draw(90, "asked", index) * MINUTE_MS : 0);
  const isSeen = index % 5 !== 0;
  const seenMs = openedMs + (1 + draw(120, "seen", index)) * MINUTE_MS;
  const isOver = index % 2 === 0;
  const kind = index % 4 === 0 ? "copy-missing" : "missing";
  const finding = findingOf(of, {
    id: idOf("finding", index),
    kind,
    openedAt: instantToJson(openedMs),
    slot: instantToJson(openedMs - 3 * HOUR_MS),
    evidence: { missingAt: instantToJson(openedMs - draw(40, "detect", index) * MINUTE_MS) },
  });
  return {
    id: idOf("incident", index),
    kind,
    severity: index % 6 === 1 ? "warning" : "critical",
    series: seriesId(of),
    status: isOver ? "resolved" : isSeen && seenMs >= askedMs ? "acknowledged" : "open",
    openedAt: instantToJson(openedMs),
    resolvedAt: isOver ? instantToJson(NOON_MS - draw(50, "resolved", index) * MINUTE_MS) : null,
    parent: null,
    askedAt: instantToJson(askedMs),
    acknowledgedAt: isSeen ? instantToJson(seenMs) : null,
    acknowledgedBy: isSeen ? "Ada" : null,
    assignedTo: index % 9 === 0 ? "Grace" : null,
    flapsUntil: null,
    findingsCount: 1 + (index % 3),
    openCount: isOver ? 0 : 1,
    findings: [finding],
  };
}

/** A row of `incident_rows`. */
export function toIncidentRow(incident: Incident) {
  const { series: of } = incident.findings[0] ?? findingOf(null);
  return {
    id: incident.id,
    version: 1,
    kind: incident.kind,
    severity: incident.severity,
    status: incident.status,
    tenant: of?.tenant ?? "",
    environment: of?.environment ?? "",
    product: of?.product ?? "",
    site: of?.site ?? "",
    series_id: of ? seriesId(of) : "",
    cause: JSON.stringify(["runs", of?.tenant, of?.environment, "site", of?.site]),
    parent: "",
    opened_at: incident.openedAt,
    asked_at: incident.askedAt,
    first_acknowledged_at: incident.acknowledgedAt,
    acknowledged_at: incident.acknowledgedAt,
    acknowledged_by: incident.acknowledgedBy ?? "",
    assigned_to: incident.assignedTo ?? "",
    resolved_at: incident.resolvedAt,
    findings_count: incident.findingsCount,
    open_count: incident.openCount,
  };
}

type PageRow = ReturnType<typeof pageRow>;

/** A row of `page_rows`, sent two minutes after it was written. */
export function pageRow(key: string, differing: Partial<Record<string, unknown>> = {}) {
  const createdMs = NOON_MS - HOUR_MS;
  return {
    id: idOf("page", key),
    version: 1,
    dedup_key: key,
    pager: "noc",
    incident: idOf("incident", 1),
    tenant: "acme",
    environment: "production",
    product: "visitor",
    site: "paris",
    reason: "opened",
    severity: "critical",
    created_at: instantToJson(createdMs),
    attempts: 1,
    sent_at: instantToJson(createdMs + 2 * MINUTE_MS) as string | null,
    given_up_at: null as string | null,
    fallback_of: "",
    ...differing,
  };
}

/** One that was sent, one that fell back on another, which was told, and one that waits. */
export const pages: readonly PageRow[] = [
  pageRow("a"),
  pageRow("b", { sent_at: null, given_up_at: instantToJson(NOON_MS), attempts: 9 }),
  pageRow("b-sms", { pager: "sms", fallback_of: "noc" }),
  pageRow("c", { sent_at: null }),
  pageRow("e", { reason: "reminded" }),
  pageRow("d", { tenant: "globex", reason: "resolved" }),
];
