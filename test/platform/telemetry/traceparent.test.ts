import { trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { NO_TELEMETRY } from "../../../platform/telemetry/telemetry.ts";
import { contextOfTraceparent, traceparentOf } from "../../../platform/telemetry/traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

test("a traceparent names the parent of what begins in its context", () => {
  const context = contextOfTraceparent(`00-${TRACE}-${SPAN}-01`);
  expect(trace.getSpanContext(context)).toEqual({
    traceId: TRACE,
    spanId: SPAN,
    traceFlags: 1,
    isRemote: true,
  });
});

test.each([
  undefined,
  "",
  "hello",
  ["a", "b"],
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${"0".repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${"0".repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
])("%j is no traceparent, and begins a trace of its own", (text) => {
  expect(trace.getSpanContext(contextOfTraceparent(text))).toBeUndefined();
});

test("what nobody records is named to nobody", () => {
  const parent = contextOfTraceparent(`00-${TRACE}-${SPAN}-01`);
  expect(traceparentOf(NO_TELEMETRY.tracer.startSpan("a", {}, parent))).toBeUndefined();
});
