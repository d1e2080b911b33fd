import { deserialize, serialize } from "node:v8";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { createRestoreWatch, type RestoreWatch } from "../chains/restore-watch.ts";
import { createFullNotes, type FullNotes } from "../sizes/full-notes.ts";
import type { AwakeAssets } from "./awake-assets.ts";
import type { KnownSeries } from "./known-series.ts";
import { createMemory, type Memory, type Remembered } from "./memory.ts";
import { createSeriesWatch, type SeriesWatch } from "./series-watch.ts";
import type { Sleeper, World } from "./world.ts";

/** What a series takes while it is awake, beside its runs: measured of one that had one run. */
const SERIES_BYTES = 45_000;
/** In one piece, as far as usual. */
const WHOLE = { chunkSize: 65_536 };
/** Higher levels take longer and hardly make it smaller. */
const FAST = { ...WHOLE, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What the watches of one asset share. */
export type Family = {
  readonly memory: Memory;
  readonly fulls: FullNotes;
  readonly restore: RestoreWatch;
};

type Awake = Family & {
  readonly remembered: Remembered;
  readonly watches: ReadonlyMap<string, SeriesWatch>;
};

/**
 * The series of one asset with all that is remembered of them: as watches while something happens,
 * else packed into bytes, a twentieth of their size.
 */
export class Asset implements Sleeper {
  readonly #world: World;
  readonly #others: AwakeAssets;
  #series: readonly KnownSeries[] = [];
  #awake: Awake | null = null;
  #packed: Uint8Array | null = null;
  #users = 0;

  constructor(world: World, others: AwakeAssets) {
    this.#world = world;
    this.#others = others;
  }

  join(series: KnownSeries): void {
    if (this.#users > 0) throw new Error("no series can join an asset that is in use");
    this.#pack();
    this.#series = [...this.#series, series];
  }

  /** What it takes of the heap while it is awake, roughly. */
  bytes(): number {
    return this.#awake ? this.#series.length * SERIES_BYTES + this.#awake.restore.bytes() : 0;
  }

  /** The watches are there as long as the job runs, and must not be kept beyond. */
  use<T>(job: (watches: ReadonlyMap<string, SeriesWatch>, family: Family) => T): T {
    this.#awake ??= this.#unpack();
    this.#others.noteUse(this);
    this.#users += 1;
    try {
      return job(this.#awake.watches, this.#awake);
    } finally {
      this.#users -= 1;
      this.#others.sleepBeyondMax();
    }
  }

  wake(nowMs: number): void {
    this.use((_, { restore }) => restore.wake(nowMs));
  }

  /** False where it is in use. */
  sleep(): boolean {
    if (this.#users > 0) return false;
    this.#pack();
    return true;
  }

  #pack() {
    if (!this.#awake) return;
    for (const known of this.#series) {
      const watch = this.#awake.watches.get(known.subject);
      if (watch) known.noteSleep(watch);
    }
    this.#awake.restore.unbind();
    this.#packed = new Uint8Array(zstdCompressSync(serialize(this.#awake.remembered), FAST));
    this.#awake = null;
  }

  #unpack(): Awake {
    const packed = this.#packed;
    // What was packed here is what it was.
    const remembered = packed ? (deserialize(zstdDecompressSync(packed, WHOLE)) as Remembered) : {};
    this.#packed = null;
    for (const known of this.#series) known.noteWaking();
    const memory = createMemory(remembered);
    const restore = createRestoreWatch(this.#world, { memory, sleeper: this });
    const family = { memory, restore, fulls: createFullNotes(memory) };
    const watches = this.#series.map(
      (known) => [known.subject, createSeriesWatch(this.#world, known, family)] as const,
    );
    return { ...family, remembered, watches: new Map(watches) };
  }
}
