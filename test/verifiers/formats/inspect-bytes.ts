import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { type Inspection, inspectionSchema } from "../../../schemas/inspection.ts";
import { inspectSource } from "../../../verifiers/formats/inspect-source.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { toSource } from "./to-source.ts";

/** The one inspection of these bytes; whatever it is, it is of the contract's shape. */
export async function inspectBytes(bytes: Uint8Array, name = "copy"): Promise<Inspection> {
  const found = await inspectSource(toSource(bytes), {
    name,
    clock: createSimulatedClock(0),
    signal: new AbortController().signal,
  });
  const [only, ...others] = found.map((inspection) => inspectionSchema.parse(inspection));
  if (!only || others.length > 0) throw new Error(`${found.length} inspections instead of one`);
  for (const reason of only.reasons) expectBothLanguages(reason);
  return only;
}

/** The same bytes with one bit changed. */
export function flip(bytes: Uint8Array, at: number, bit = 0): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}
