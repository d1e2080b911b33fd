import type { Incident } from "../../alerts/incident.ts";
import type { Finding } from "../../schemas/finding.ts";

/** Milliseconds; `count` is of how many. Null where there is nothing to measure. */
export type Delay = {
  readonly count: number;
  readonly medianMs: number;
  readonly longestMs: number;
} | null;

export type Delays = {
  /** From the slot's deadline (or when it was due) to the incident, of those opened in the span. */
  readonly detect: Delay;
  /** From when it last asked to the acknowledgement, of those acknowledged in the span. */
  readonly acknowledge: Delay;
};

type Span = { readonly sinceMs: number; readonly untilMs: number };

export function measureDelays(incidents: readonly Incident[], span: Span): Delays {
  const opened = incidents.filter(({ openedAt }) => isWithin(openedAt, span));
  const seen = incidents.filter(({ acknowledgedAt }) => isWithin(acknowledgedAt, span));
  return {
    detect: summarize(opened.flatMap(detectMs)),
    acknowledge: summarize(
      seen.flatMap(({ acknowledgedAt, askedAt, openedAt }) => {
        const atMs = Date.parse(acknowledgedAt ?? openedAt);
        // It may have asked again since: then from its opening.
        const askedMs = Date.parse(askedAt);
        return atMs - (askedMs <= atMs ? askedMs : Date.parse(openedAt));
      }),
    ),
  };
}

/** Of the first finding that is about a slot; nothing where none is. */
function detectMs({ findings }: Incident): number | readonly number[] {
  const first = findings.find(({ slot }) => slot !== null);
  return first ? Math.max(0, Date.parse(first.openedAt) - deadlineMs(first)) : [];
}

/** When a slot's finding could be known at the soonest; else when the slot was due. */
function deadlineMs({ kind, slot, evidence }: Finding): number {
  const said = evidence[`${kind}At`];
  const atMs = typeof said === "string" ? Date.parse(said) : Number.NaN;
  return Number.isNaN(atMs) ? Date.parse(slot ?? "") : atMs;
}

function isWithin(instant: string | null, { sinceMs, untilMs }: Span): boolean {
  return instant !== null && Date.parse(instant) >= sinceMs && Date.parse(instant) < untilMs;
}

function summarize(delaysMs: readonly number[]): Delay {
  const sorted = delaysMs.toSorted((a, b) => a - b);
  const [longestMs, medianMs] = [sorted.at(-1), sorted[Math.floor((sorted.length - 1) / 2)]];
  if (longestMs === undefined || medianMs === undefined) return null;
  return { count: sorted.length, medianMs, longestMs };
}
