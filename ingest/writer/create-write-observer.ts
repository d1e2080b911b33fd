import { type Span, SpanKind } from "@opentelemetry/api";
import type { Clock } from "../../platform/clock/clock.ts";
import { namesOfSpan } from "../../platform/logger/names-of-span.ts";
import { ROWS_BUCKETS, SECONDS_BUCKETS } from "../../platform/telemetry/buckets.ts";
import { failSpan } from "../../platform/telemetry/fail-span.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { contextOfTraceparent } from "../../platform/telemetry/traceparent.ts";
import { createRejectedCounter } from "../accept/create-rejected-counter.ts";

/** A batch may carry more traces; these many are shown to end in it. */
const TRACES_PER_BATCH_MAX = 100;
const MILLISECONDS = 1_000;

/** What went into one insert, those without a row included. */
type Batch = {
  readonly records: number;
  readonly rejected: number;
  readonly traceparents: ReadonlySet<string>;
};

export type WriteObserver = {
  /** Runs the writing of a batch into a table, and tells of it. */
  readonly observe: (table: string, batch: Batch, write: () => Promise<void>) => Promise<void>;
  /** How a line of the log that tells a batch's failure names the first of its traces. */
  readonly traceOf: (failure: Error) => object;
  /** Records that were rejected, once they will not come again. */
  readonly countRejected: (records: number) => void;
};

export function createWriteObserver({ meter, tracer }: Telemetry, clock: Clock): WriteObserver {
  const seconds = meter.createHistogram("vigie_store_write_seconds", {
    description: "How long one batch took to be durable in its table",
    unit: "s",
    advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
  });
  const rows = meter.createHistogram("vigie_store_batch_rows", {
    description: "Rows of one batch",
    advice: { explicitBucketBoundaries: ROWS_BUCKETS },
  });
  const failures = meter.createCounter("vigie_store_write_failures_total", {
    description: "Batches that the store did not take; they are written again",
  });
  const rejections = createRejectedCounter(meter);
  const traces = new WeakMap<Error, object>();

  /** One in each trace, as a batch has no trace of its own. */
  function startSpans(table: string, { records, traceparents }: Batch): readonly Span[] {
    const attributes = { "db.collection.name": table, "vigie.batch.records": records };
    return [...traceparents]
      .slice(0, TRACES_PER_BATCH_MAX)
      .map((parent) =>
        tracer.startSpan(
          `write ${table}`,
          { kind: SpanKind.CONSUMER, attributes },
          contextOfTraceparent(parent),
        ),
      );
  }

  return {
    observe: async (table, batch, write) => {
      const spans = startSpans(table, batch);
      const startedMs = clock.nowMs();
      try {
        await write();
        seconds.record((clock.nowMs() - startedMs) / MILLISECONDS, { table });
        rows.record(batch.records - batch.rejected, { table });
      } catch (error) {
        failures.add(1, { table });
        for (const span of spans) failSpan(span, error);
        if (error instanceof Error) traces.set(error, namesOfSpan(spans[0]));
        throw error;
      } finally {
        for (const span of spans) span.end();
      }
    },
    traceOf: (failure) => traces.get(failure) ?? {},
    countRejected: (records) => rejections.add(records, { reason: "unreadable-record" }),
  };
}
