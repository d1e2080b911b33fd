import type { LogRecord } from "../../platform/log/event-log.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesId } from "../../schemas/series.ts";
import type { Row } from "./row.ts";

/** A record of `vigie.findings` as a row of `finding_rows`. */
export function toFindingRow(finding: Finding, { value }: Pick<LogRecord, "value">): Row {
  return {
    id: finding.id,
    version: finding.version,
    kind: finding.kind,
    severity: finding.severity,
    tenant: finding.series?.tenant ?? "",
    series_id: finding.series ? seriesId(finding.series) : "",
    slot: finding.slot,
    run_id: finding.runId ?? "",
    copy_uri: finding.copy?.uri ?? "",
    collector: finding.collector ?? "",
    opened_at: finding.openedAt,
    resolved_at: finding.resolvedAt,
    body: value,
  };
}
