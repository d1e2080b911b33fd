import { createRestoreWatch, type RestoreWatch } from "../chains/restore-watch.ts";
import { createFullNotes, type FullNotes } from "../sizes/full-notes.ts";
import type { AwakeAssets } from "./awake-assets.ts";
import type { KnownSeries } from "./known-series.ts";
import { createMemory, type Memory, type Remembered } from "./memory.ts";
import { createSeriesWatch, type SeriesWatch } from "./series-watch.ts";
import type { Sleeper, World } from "./world.ts";

/** What a series takes while it is awake, beside its runs: measured of one that had one run. */
const SERIES_BYTES = 45_000;

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
 * else packed into bytes, a tenth of their size.
 */
export class Asset implements Sleeper {
  readonly #world: World;
  readonly #others: AwakeAssets;
  #series: readonly KnownSeries[] = [];
  #awake: Awake | null = null;
  /** Where it lies. */
  #packed: number | null = null;
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
    this.#packed = this.#world.packing.pack(this.#awake.remembered);
    this.#awake = null;
  }

  #unpack(): Awake {
    const packed = this.#packed;
    // What was packed here is what it was.
    const remembered = packed === null ? {} : (this.#world.packing.unpack(packed) as Remembered);
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
