import { instantToJson } from "../../schemas/instant.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { RunEvent } from "../runs/note-run.ts";

const NEVER_MS = Number.NEGATIVE_INFINITY;

type Seen = {
  source: string | null;
  beganAtMs: number;
  succeededAtMs: number;
  sizeBytes: bigint;
};

/**
 * When a series last began a run, its last success, whatever the order of hearing, and who spoke
 * last. It is asked of many series at once, and so kept at hand while the rest is packed.
 */
export class LastRun {
  /** Plain data. */
  readonly seen: Seen;

  constructor(seen: Seen = neverSeen()) {
    this.seen = seen;
  }

  get source(): string | null {
    return this.seen.source;
  }

  note({ type, source, data }: RunEvent): void {
    const { seen } = this;
    seen.source = source;
    seen.beganAtMs = Math.max(seen.beganAtMs, data.startedAt ?? seen.beganAtMs);
    if (type !== "vigie.backup.succeeded.v1" || seen.succeededAtMs >= data.finishedAt) return;
    seen.succeededAtMs = data.finishedAt;
    seen.sizeBytes = data.sizeBytes;
  }

  say(): Pick<SeriesState, "lastSuccessAt" | "lastSizeBytes"> {
    if (!this.hasSucceeded()) return { lastSuccessAt: null, lastSizeBytes: null };
    return {
      lastSuccessAt: instantToJson(this.seen.succeededAtMs),
      lastSizeBytes: bytesToJson(this.seen.sizeBytes),
    };
  }

  hasSucceeded(): boolean {
    return this.seen.succeededAtMs !== NEVER_MS;
  }

  hasSucceededSince(sinceMs: number): boolean {
    return this.seen.succeededAtMs >= sinceMs && this.hasSucceeded();
  }

  hasBegunSince(sinceMs: number): boolean {
    return this.seen.beganAtMs >= sinceMs;
  }
}

function neverSeen(): Seen {
  return { source: null, beganAtMs: NEVER_MS, succeededAtMs: NEVER_MS, sizeBytes: 0n };
}
