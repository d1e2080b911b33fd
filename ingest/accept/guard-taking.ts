import { SpanKind } from "@opentelemetry/api";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { failSpan } from "../../platform/telemetry/fail-span.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { traceparentOf } from "../../platform/telemetry/traceparent.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Acceptor } from "./acceptance.ts";
import { createAcceptCounters } from "./create-accept-counters.ts";
import type { Take } from "./create-taking.ts";

const CALLS_WAITING_MAX = 1_024;
/** A call that waits alone may be longer. */
const BYTES_WAITING_MAX = 64 * 2 ** 20;

type Options = { readonly clock: Clock; readonly telemetry: Telemetry };

/** Takes what is brought as long as not too much of it waits; counts and traces it. */
export function guardTaking(take: Take, { clock, telemetry }: Options): Acceptor {
  const counters = createAcceptCounters(telemetry.meter);
  const waiting = { calls: 0, bytes: 0 };

  return {
    accept: async (items, grant) => {
      const bytes = items.reduce((sum, item) => sum + item.bytes.byteLength, 0);
      const isFull = waiting.calls > 0 && waiting.bytes + bytes > BYTES_WAITING_MAX;
      if (isFull || waiting.calls >= CALLS_WAITING_MAX) throw tooBusy(waiting.calls);
      const span = telemetry.tracer.startSpan(`append ${TOPICS.events.name}`, {
        kind: SpanKind.PRODUCER,
        attributes: { "messaging.batch.message_count": items.length },
      });
      waiting.calls += 1;
      waiting.bytes += bytes;
      try {
        const traceparent = traceparentOf(span);
        const acceptance = await take({ items, grant, nowMs: clock.nowMs(), traceparent });
        counters.count(acceptance);
        return acceptance;
      } catch (error) {
        failSpan(span, error);
        throw error;
      } finally {
        waiting.calls -= 1;
        waiting.bytes -= bytes;
        span.end();
      }
    },
  };
}

function tooBusy(calls: number): OperatingError {
  return new OperatingError(`Cannot take more events now as ${calls} calls wait already`, {
    retryable: true,
    hint: "Send again a little later, or more events in one call.",
  });
}
