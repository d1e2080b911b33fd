import type { LogRecord } from "../../platform/log/event-log.ts";
import type { Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { seriesId } from "../../schemas/series.ts";
import type { Row } from "./row.ts";

/** A record of `vigie.decisions` as a row of `decision_rows`; of a match it has no series. */
export function toDecisionRow(decision: Decision, { value }: Pick<LogRecord, "value">): Row {
  const series = seriesOf(decision);
  const from = "from" in decision ? decision.from : undefined;
  const until = "until" in decision ? decision.until : undefined;
  return {
    id: decision.id,
    kind: decision.kind,
    time: instantToJson(decision.time),
    author: decision.author,
    reason: decision.reason,
    tenant: series?.tenant ?? "",
    series_id: series ? seriesId(series) : "",
    finding_id: "finding" in decision ? decision.finding.id : "",
    from_at: from === undefined ? null : instantToJson(from),
    until_at: until === undefined ? null : instantToJson(until),
    body: value,
  };
}

function seriesOf(decision: Decision): Series | null {
  if ("finding" in decision) return decision.finding.series;
  if ("series" in decision) return decision.series;
  if (!("about" in decision)) return null;
  return "series" in decision.about ? decision.about.series : null;
}
