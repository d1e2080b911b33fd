import { VISITOR_DB } from "../visitor-db.ts";
/** 2026-11-20T02:00:00Z, a little after the sample event. */
export const NOW_MS = Date.UTC(2026, 10, 20, 2);

/** The contract's own example of a success, with other attributes and other data. */
export function makeEvent(
  attributes: Readonly<Record<string, unknown>> = {},
  data: Readonly<Record<string, unknown>> = {},
) {
  return {
    specversion: "1.0",
    id: "7f1c",
    source: "/sqlserver/par-sql-03",
    type: "vigie.backup.succeeded.v1",
    time: "2026-11-20T00:14:09Z",
    data: {
      series: VISITOR_DB,
      runId: "b6a9",
      startedAt: "2026-11-20T00:00:03Z",
      finishedAt: "2026-11-20T00:14:09Z",
      sizeBytes: 81234567890,
      ...data,
    },
    ...attributes,
  };
}

export function makeHeartbeat(attributes: Readonly<Record<string, unknown>> = {}, data = {}) {
  return {
    ...makeEvent({ id: "beat", type: "vigie.collector.heartbeat.v1", ...attributes }),
    data: {
      collector: "sqlserver",
      watermark: "2026-11-20T00:14:09Z",
      covers: { sources: ["/sqlserver/par-sql-03"], vaults: [] },
      ...data,
    },
  };
}
