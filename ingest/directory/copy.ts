import type { ObjectHead } from "../../platform/objects/object-store.ts";

/** A file or an object of a vault as it was last seen, and what was told of it. */
export type Copy = {
  readonly vault: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** The look at which it first had this size and time. */
  readonly firstSeenAtMs: number;
  /**
   * What it was found to be, by its collector's `Examining`, and when; null until it has settled.
   */
  readonly examined: { readonly found: string; readonly atMs: number } | null;
  /** When these bytes were first seen: what `vigie.copy.observed.v1` carries. */
  readonly observedAtMs: number;
  /** These very bytes were told of. */
  readonly isTold: boolean;
  /** Some bytes under this name were told of, so that its end is to be told too. */
  readonly wasTold: boolean;
  readonly isRunTold: boolean;
  /** The first look at which it was not there. */
  readonly goneAtMs: number | null;
};

export function createCopy(vault: string, head: ObjectHead, nowMs: number): Copy {
  const { name, sizeBytes, modifiedAtMs } = head;
  return {
    vault,
    name,
    sizeBytes,
    modifiedAtMs,
    firstSeenAtMs: nowMs,
    examined: null,
    observedAtMs: nowMs,
    isTold: false,
    wasTold: false,
    isRunTold: false,
    goneAtMs: null,
  };
}

/**
 * Its size and time have stood still long enough: between two looks, or by its own time at the
 * first.
 */
export function hasSettled(copy: Copy, nowMs: number, settleMs: number): boolean {
  return nowMs - Math.min(copy.firstSeenAtMs, copy.modifiedAtMs) >= settleMs;
}
