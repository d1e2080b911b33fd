import type { VigieEvent } from "./events.ts";
import { type Series, seriesSchema } from "./series.ts";

/**
 * The one series that an event is about; null where it is about a collector or many series, and so
 * for every partition.
 */
export function wholeSeriesOf({ type, data }: VigieEvent): Series | null {
  switch (type) {
    case "vigie.collector.heartbeat.v1":
    case "vigie.change.announced.v1":
      return null;
    case "vigie.asset.expected.v1":
      return seriesSchema.safeParse(data.series).data ?? null;
    default:
      return data.series;
  }
}
