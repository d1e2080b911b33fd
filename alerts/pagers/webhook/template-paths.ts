import type { Message } from "../../pager.ts";
import type { Notice } from "../../wording/notice.ts";

/** What may stand in a webhook's template; of a summary, or where nothing is known, it is null. */
export const TEMPLATE_PATHS = [
  ...["title", "text", "reason", "dedupKey", "boardUrl", "incidentUrl", "incidents", "more"],
  ...["incident", "incident.id", "incident.kind", "incident.severity", "incident.status"],
  ...["incident.series", "incident.openedAt", "incident.resolvedAt", "incident.findings"],
  ...["finding", "finding.id", "finding.kind", "finding.severity", "finding.slot"],
  ...["finding.runId", "finding.collector", "finding.openedAt", "finding.resolvedAt"],
  ...["finding.resolution", "finding.evidence", "finding.summary.en", "finding.summary.fr"],
  ...["finding.series", "finding.series.tenant", "finding.series.environment"],
  ...["finding.series.product", "finding.series.site", "finding.series.assetKind"],
  ...["finding.series.instance", "finding.series.asset", "finding.series.backupType"],
  ...["context", "context.owner", "context.criticality", "context.contact", "context.runbook"],
  ...["context.lastGood.finishedAt", "context.lastGood.runId", "context.lastGood.proven"],
] as const;

/** The value of one of `TEMPLATE_PATHS`; null where the message has none. */
export function valueOfPath(message: Message, { title, text }: Notice, path: string): unknown {
  const root: unknown = { ...message, title, text };
  return path.split(".").reduce((value, name) => (isRecord(value) ? value[name] : null), root);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
