import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding, FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import { advanceThrough } from "../detection/advance-through.ts";
import { createDetection } from "../detection/create-detection.ts";
import type { PassedOver } from "../passed-over/passed-over.ts";

type Backtest = {
  readonly events: readonly VigieEvent[] | AsyncIterable<VigieEvent>;
  /** Each taken when it was said. */
  readonly decisions?: readonly Decision[];
  readonly policies: readonly Policy[];
  readonly off?: readonly FindingKind[];
  /** Our clock at the end; by default when the last event was received. */
  readonly untilMs?: number;
  /** Told at the end of what was too much to be remembered, if anything. */
  readonly tellPassedOver?: (passedOver: readonly PassedOver[]) => void;
};

/**
 * The whole detection over a recorded history, in order of receipt. Each finding as it stood at
 * the end, in the order in which they opened.
 */
export async function runBacktest(backtest: Backtest): Promise<Finding[]> {
  const { events, decisions = [], policies, off = [], untilMs, tellPassedOver } = backtest;
  const detection = createDetection({ policies, off });
  const findings = new Map<string, Finding>();
  const note = (changes: readonly Finding[]) => {
    for (const finding of changes) findings.set(finding.id, finding);
  };
  const received = await sortByReceipt(events);
  const said = [...decisions].sort((a, b) => a.time - b.time);
  const decideUntil = (atMs: number) => {
    for (let decision = said[0]; decision && decision.time < atMs; decision = said[0]) {
      note(advanceThrough(detection, decision.time));
      note(detection.acceptDecision(decision, decision.time));
      said.shift();
    }
  };
  for (const event of received) {
    const receivedAtMs = receivedAt(event);
    if (untilMs !== undefined && receivedAtMs > untilMs) break;
    decideUntil(receivedAtMs);
    note(advanceThrough(detection, receivedAtMs));
    note(detection.accept(event, receivedAtMs));
  }
  const last = received.at(-1);
  const endMs = untilMs ?? (last ? receivedAt(last) : null);
  if (endMs === null) return [...findings.values()];
  decideUntil(endMs + 1);
  note(advanceThrough(detection, endMs));
  tellPassedOver?.(detection.passedOver());
  return [...findings.values()];
}

/** A record that does not say when it was received is taken as received when it happened. */
function receivedAt(event: VigieEvent): number {
  return event.receivedtime ?? event.time;
}

async function sortByReceipt(events: Backtest["events"]): Promise<readonly VigieEvent[]> {
  const received: VigieEvent[] = [];
  for await (const event of events) received.push(event);
  return received.sort((a, b) => receivedAt(a) - receivedAt(b));
}
