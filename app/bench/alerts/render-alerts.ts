import { renderTable } from "../../render-table.ts";
import type { AlertsBench } from "./bench-alerts.ts";

/** The figures as a table for a person. */
export function renderAlerts({ flow, first, storm }: AlertsBench): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return renderTable(
    ["Alerts", "measured"],
    [
      ...flow.flatMap((one) => [
        [`${one.wantedPerSecond} events a second wanted, taken`, `${one.eventsPerSecond}`],
        [`  of ${one.criticals} first criticals told`, `${one.told}`],
        ["  from kept to told, p50", `${one.p50Ms} ms`],
        ["  from kept to told, p99", `${one.p99Ms} ms`],
        ["  CPU of an event, all threads", `${one.cpuMicrosecondsPerEvent} µs`],
      ]),
      [`first criticals told, ${first.findingsPerSecond} findings a second`, `${first.told}`],
      ["  from found to told, p50", `${first.p50Ms} ms`],
      ["  from found to told, p99", `${first.p99Ms} ms`],
      [`a storm of ${storm.findings} incidents, messages`, `${storm.messages}`],
      ["  incidents that they tell of so far", `${storm.incidentsTold}`],
      ["  heap, median", megabytes(storm.heapBytesMedian)],
      ["  heap, most", megabytes(storm.heapBytesMax)],
    ],
  );
}
