import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type ChildInspection, inspectInChild } from "./inspect-in-child.ts";

type Limits = { readonly secondsMax: number; readonly memoryMax: number };

export type Inspector = {
  readonly inspect: (source: ByteSource, name: string) => Promise<ChildInspection>;
  /** Ends those that run; they report `stopped`. */
  readonly stop: () => void;
};

/** Reads copies' formats, each in a process of its own, within the limits of a sandbox. */
export function createInspector({ secondsMax, memoryMax }: Limits): Inspector {
  const clock = createSystemClock();
  const stopping = new AbortController();
  const options = {
    bounds: { secondsMax, memoryMax: memoryMax },
    clock,
    signal: stopping.signal,
  };
  return {
    inspect: (source, name) => inspectInChild(source, { ...options, name }),
    stop: () => stopping.abort(),
  };
}
