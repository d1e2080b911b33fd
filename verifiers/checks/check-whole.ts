import { createHash } from "node:crypto";
import type { Checksum } from "../../schemas/events.ts";
import type { Check } from "../../schemas/proof.ts";
import { HEAD_BYTES } from "../formats/format-reader.ts";
import { createChecksum, type RunningChecksum } from "./checksums/create-checksum.ts";
import { sameChecksum } from "./same-checksum.ts";

const SAME_BYTES = {
  en: "All bytes are as observed.",
  fr: "Tous les octets sont ceux observés.",
};
const OTHER_BYTES = {
  en: "The bytes are not those observed.",
  fr: "Les octets ne sont pas ceux observés.",
};
const NOTHING_TO_COMPARE = {
  en: "All bytes were read, but no checksum of them was observed to compare with.",
  fr: "Tous les octets ont été lus, mais aucune empreinte observée ne permet de les comparer.",
};

export type Whole = {
  readonly check: Check;
  /** The first bytes, to tell the format by. */
  readonly head: Uint8Array;
  readonly sha256: string;
  readonly bytesRead: number;
};

/** A reading under way: every byte once, in order. */
export type RunningWhole = {
  readonly take: (chunk: Uint8Array) => void;
  readonly finish: () => Whole;
};

/**
 * Reads every byte and compares their checksum with the one observed; without one that can be
 * compared there is no evidence.
 */
export async function checkWhole(
  checksum: Checksum | null,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Whole> {
  const running = startWhole(checksum);
  for await (const chunk of bytes) running.take(chunk);
  return running.finish();
}

/** The same, of bytes that are read for something else as well. */
export function startWhole(checksum: Checksum | null): RunningWhole {
  const sha256 = createHash("sha256");
  const other = createOther(checksum);
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let bytesRead = 0;
  return {
    take: (chunk) => {
      sha256.update(chunk);
      other?.update(chunk);
      bytesRead += chunk.length;
      if (headBytes >= HEAD_BYTES) return;
      // A copy: the memory of a chunk may be used again.
      const piece = Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes));
      head.push(piece);
      headBytes += piece.length;
    },
    finish: () => {
      const digest = sha256.digest();
      const seen = checksum?.algorithm === "sha256" ? digest : (other?.digest() ?? null);
      const check = judge(checksum, seen, bytesRead);
      return { check, head: Buffer.concat(head), sha256: digest.toString("hex"), bytesRead };
    },
  };
}

/** Composite checksums depend on parts that are not known here. */
function createOther(checksum: Checksum | null): RunningChecksum | null {
  if (!checksum || checksum.type === "composite" || checksum.algorithm === "sha256") return null;
  return createChecksum(checksum.algorithm);
}

function judge(checksum: Checksum | null, seen: Buffer | null, bytesRead: number): Check {
  const check = { name: "checksum", level: "whole" } as const;
  const observed = { bytesRead, checksumObserved: checksum?.value ?? null };
  if (!checksum || !seen || checksum.type === "composite")
    return { ...check, verdict: "inconclusive", observed, reason: NOTHING_TO_COMPARE };
  const result = { ...observed, algorithm: checksum.algorithm, checksum: seen.toString("hex") };
  return sameChecksum(checksum, seen)
    ? { ...check, verdict: "pass", observed: result, reason: SAME_BYTES }
    : { ...check, verdict: "fail", observed: result, reason: OTHER_BYTES };
}
