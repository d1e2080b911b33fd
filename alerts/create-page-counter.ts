import type { Meter } from "@opentelemetry/api";

const OUTCOMES = ["sent", "failed", "given-up"] as const;

export type PageCounter = {
  /** Shows a pager from 0 on, so that its first failure is a rise. */
  readonly begin: (pager: string) => void;
  readonly count: (pager: string, outcome: (typeof OUTCOMES)[number]) => void;
};

/** Counts each attempt to tell a pager; `given-up` is a failure that was the last. */
export function createPageCounter(meter: Meter): PageCounter {
  const pages = meter.createCounter("vigie_pages_total", {
    description: "Attempts to tell a pager",
  });
  return {
    begin: (pager) => {
      for (const outcome of OUTCOMES) pages.add(0, { pager, outcome });
    },
    count: (pager, outcome) => pages.add(1, { pager, outcome }),
  };
}
