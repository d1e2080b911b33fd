import { instantToJson } from "../../schemas/instant.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { RunEvent } from "../runs/note-run.ts";

const NEVER_MS = Number.NEGATIVE_INFINITY;

/**
 * When a series last began a run, its last success, whatever the order of hearing, and who spoke
 * last. It is asked of many series at once, and so kept at hand while the rest is packed.
 */
export class LastRun {
  source: string | null = null;
  #beganAtMs = NEVER_MS;
  #succeededAtMs = NEVER_MS;
  #sizeBytes = 0n;

  note({ type, source, data }: RunEvent): void {
    this.source = source;
    this.#beganAtMs = Math.max(this.#beganAtMs, data.startedAt ?? this.#beganAtMs);
    if (type !== "vigie.backup.succeeded.v1" || this.#succeededAtMs >= data.finishedAt) return;
    this.#succeededAtMs = data.finishedAt;
    this.#sizeBytes = data.sizeBytes;
  }

  say(): Pick<SeriesState, "lastSuccessAt" | "lastSizeBytes"> {
    if (!this.hasSucceeded()) return { lastSuccessAt: null, lastSizeBytes: null };
    return {
      lastSuccessAt: instantToJson(this.#succeededAtMs),
      lastSizeBytes: bytesToJson(this.#sizeBytes),
    };
  }

  hasSucceeded(): boolean {
    return this.#succeededAtMs !== NEVER_MS;
  }

  hasSucceededSince(sinceMs: number): boolean {
    return this.#succeededAtMs >= sinceMs && this.hasSucceeded();
  }

  hasBegunSince(sinceMs: number): boolean {
    return this.#beganAtMs >= sinceMs;
  }
}
