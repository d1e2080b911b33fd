import type { Check } from "../../schemas/proof.ts";

/** What is larger than may be restored is read, and not restored; null where it is not. */
export function judgeSize(sizeBytes: number, bytesMax: number): Check | null {
  if (sizeBytes <= bytesMax) return null;
  const reason = {
    en: `The copy has ${sizeBytes} bytes; verification.bytesMax allows ${bytesMax}.`,
    fr: `La copie fait ${sizeBytes} octets ; verification.bytesMax en permet ${bytesMax}.`,
  };
  const observed = { sizeBytes, bytesMax };
  const about = { name: "restore", level: "restored", fault: "policy" } as const;
  return { ...about, verdict: "inconclusive", observed, reason };
}
