const HOUR_MS = 3_600_000;

/** Bytes that may be read again. */
export type Budget = {
  /** Whether anything may be read at this instant. */
  readonly isOpen: (nowMs: number) => boolean;
  readonly spend: (bytes: number) => void;
};

/**
 * Grows with time to one hour's worth at most. What is larger than what is left may be read once,
 * and the debt is worked off.
 */
export function createBudget(bytesPerHour: number, startMs: number): Budget {
  let bytes = 0;
  let grownAtMs = startMs;
  return {
    isOpen: (nowMs) => {
      const grownBytes = (Math.max(0, nowMs - grownAtMs) / HOUR_MS) * bytesPerHour;
      bytes = Math.min(bytesPerHour, bytes + grownBytes);
      grownAtMs = Math.max(grownAtMs, nowMs);
      return bytes > 0;
    },
    spend: (spent) => {
      bytes -= spent;
    },
  };
}
