/** What Vigie knows of itself when it is about to say that it lives. */
export type Vitals = {
  /** When findings were last read from the log to their end. */
  readonly intakeAtMs: number | null;
  /** When the state was last asked for what is due. */
  readonly duesAtMs: number | null;
  /** When the analysis last came round; null where it is not in this process. */
  readonly analysisAtMs: number | null;
  /** Nothing can be written where this process keeps its data. */
  readonly isDiskFull: boolean;
  /** Of the configured pagers, and those that have reached nobody for a while. */
  readonly pagers: readonly string[];
  readonly failingPagers: readonly string[];
};

/** Why Vigie must not say that it lives; null where all is well. */
export function judgeHealth(
  vitals: Vitals,
  at: { readonly nowMs: number; readonly lateMs: number },
) {
  const { intakeAtMs, duesAtMs, analysisAtMs, isDiskFull, pagers, failingPagers } = vitals;
  const isLate = (atMs: number | null) => atMs === null || at.nowMs - atMs > at.lateMs;
  if (isLate(intakeAtMs)) return "the findings in the log are not read";
  if (isLate(duesAtMs)) return "the state does not answer";
  if (analysisAtMs !== null && isLate(analysisAtMs)) return "the analysis stands still";
  if (isDiskFull) return "the disk is full";
  if (pagers.length > 0 && pagers.every((pager) => failingPagers.includes(pager)))
    return "no pager reaches anybody";
  return null;
}
