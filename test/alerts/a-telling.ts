import type { Summary, Telling } from "../../alerts/pager.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesKey } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding } from "./a-finding.ts";
import { anIncident } from "./an-incident.ts";

/** A telling of a missing VisitorDb, other than in what is given. */
export function aTelling(changes: Partial<Telling> = {}, about: Partial<Finding> = {}): Telling {
  const finding = aFinding({ evidence: { missingAt: "2026-11-17T06:00:00Z" }, ...about });
  return {
    dedupKey: "incident-1-opened",
    reason: "opened",
    incident: { ...anIncident(finding), findings: [finding.id] },
    finding,
    context: {
      owner: "Visitor team",
      criticality: "high",
      contact: "+33 1 23 45 67 89",
      runbook: "https://wiki.example.com/backups/visitor",
      lastGood: { runId: "b6a8", finishedAt: "2026-11-16T00:14:09Z", proven: true },
    },
    boardUrl: "https://vigie.example.com/",
    incidentUrl: "https://vigie.example.com/incidents/1",
    ...changes,
  };
}

/** What is told of many incidents at once, other than in what is given. */
export function aSummary(changes: Partial<Summary> = {}): Summary {
  const { incident, finding } = aTelling();
  return {
    dedupKey: "digest-2026-11-17",
    reason: "digest",
    incidents: [{ ...incident, series: seriesKey(VISITOR_DB), summary: finding.summary }],
    more: 0,
    boardUrl: "https://vigie.example.com/",
    ...changes,
  };
}
