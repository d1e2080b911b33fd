import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type ChildInspection, inspectInChild } from "./inspect-in-child.ts";

/** A slow line to a vault takes its time; no copy is left unread for that. */
const BYTES_PER_SECOND_MIN = 10 * 2 ** 20;

export type Inspect = (source: ByteSource, name: string) => Promise<ChildInspection>;

type Options = {
  readonly secondsMax: number;
  readonly memoryMax: number;
  /** Ends those that run; they report `stopped`. */
  readonly signal: AbortSignal;
};

/** Reads copies' formats, each in a process of its own, within the limits of a sandbox. */
export function createInspector({ secondsMax, memoryMax, signal }: Options): Inspect {
  const clock = createSystemClock();
  return (source, name) => {
    const readingSeconds = source.sizeBytes / BYTES_PER_SECOND_MIN;
    const bounds = { secondsMax: secondsMax + readingSeconds, memoryMax };
    return inspectInChild(source, { name, bounds, clock, signal });
  };
}
