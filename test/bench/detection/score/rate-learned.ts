import type { Generated } from "../generate.ts";
import type { Matched } from "./match-alerts.ts";
import { ratesOf } from "./rates.ts";

/** How `missing` is found where the schedule has to be learned from history. */
export function rateLearned({ labels, falseAlarms }: Matched, { lines }: Generated) {
  const learned = lines.filter(({ isLearned }) => isLearned).map(({ subject }) => subject);
  const subjects = new Set(learned);
  const own = labels.filter(({ label }) => label.kind === "missing" && subjects.has(label.subject));
  const hits = own.filter(({ atMs }) => atMs !== null).length;
  const counts = {
    hits,
    misses: own.length - hits,
    falseAlarms: falseAlarms.filter(
      ({ kind, subject }) => kind === "missing" && subjects.has(subject),
    ).length,
  };
  return { series: learned.length, missing: { ...counts, ...ratesOf(counts) } };
}
