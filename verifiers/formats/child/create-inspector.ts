import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type ChildInspection, inspectInChild } from "./inspect-in-child.ts";

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
  const bounds = { secondsMax, memoryMax };
  return (source, name) => inspectInChild(source, { name, bounds, clock, signal });
}
