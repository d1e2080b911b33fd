import type { Memory } from "../detection/memory.ts";

/** So many fulls of one asset are remembered. */
const FULLS_MAX = 16;

/** Told of a full when it is heard of: when it began. */
type Listener = (beganAtMs: number, nowMs: number) => void;

/** When the fulls of an asset began: a differential grows from the last one on. */
export type FullNotes = {
  readonly note: (beganAtMs: number, nowMs: number) => void;
  /** The begin of the last full of the asset before an instant; null where none is known. */
  readonly before: (atMs: number) => number | null;
  readonly listen: (listener: Listener) => void;
};

export function createFullNotes(memory: Memory): FullNotes {
  const fulls = memory.of("fullNotes", (): { begins: readonly number[] } => ({ begins: [] }));
  let tell: Listener = () => {};

  return {
    note: (beganAtMs, nowMs) => {
      const all = [...fulls.begins, beganAtMs].sort((a, b) => a - b);
      fulls.begins = all.slice(-FULLS_MAX);
      tell(beganAtMs, nowMs);
    },
    before: (atMs) => fulls.begins.findLast((beganAtMs) => beganAtMs < atMs) ?? null,
    listen: (listener) => {
      tell = listener;
    },
  };
}
