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

type Kept = { readonly key: string; readonly packed: Uint8Array | null };

type Awake = Family & {
  readonly remembered: Remembered;
  readonly watches: ReadonlyMap<string, SeriesWatch>;
};

/**
 * The series of one asset with all that is remembered of them: as watches while something happens,
 * else packed into bytes, a twentieth of their size, that lie where the world keeps them.
 */
export class Asset implements Sleeper {
  readonly #key: string;
  readonly #world: World;
  readonly #others: AwakeAssets;
  #series: readonly KnownSeries[] = [];
  #awake: Awake | null = null;
  /** Where it lies. */
  #place: number | null;
  #users = 0;
  #beforeUse: (() => void) | null = null;

  /** `packed` is what `pack` gave of one that is alike. */
  constructor(world: World, others: AwakeAssets, { key, packed }: Kept) {
    this.#key = key;
    this.#place = packed && world.packed.put(packed);
    this.#world = world;
    this.#others = others;
  }

  get name(): string {
    return `asset ${this.#key}`;
  }

  join(series: KnownSeries): void {
    if (this.#users > 0) throw new Error("no series can join an asset that is in use");
    this.#fallAsleep();
    this.#series = [...this.#series, series];
  }

  /** What it takes of the heap while it is awake, roughly. */
  bytes(): number {
    return this.#awake ? this.#series.length * SERIES_BYTES + this.#awake.restore.bytes() : 0;
  }

  /** The watches are there as long as the job runs, and must not be kept beyond. */
  use<T>(job: (watches: ReadonlyMap<string, SeriesWatch>, family: Family) => T): T {
    this.#beforeUse?.();
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
    this.#fallAsleep();
    return true;
  }

  /** Told before it is next used, while it is as it was when this was called. */
  beforeUse(tell: (() => void) | null): void {
    this.#beforeUse = tell;
  }

  /** As it is now, whether it sleeps or not; null where nothing is remembered. */
  pack(): Uint8Array | null {
    if (this.#awake) return packAwake(this.#awake);
    // What was read is good until the next reading, and a Buffer's own `slice` copies nothing.
    return this.#place === null ? null : new Uint8Array(this.#world.packed.read(this.#place));
  }

  #fallAsleep() {
    if (!this.#awake) return;
    for (const known of this.#series) {
      const watch = this.#awake.watches.get(known.subject);
      if (watch) known.noteSleep(watch);
    }
    this.#place = this.#world.packed.put(packAwake(this.#awake));
    this.#awake = null;
  }

  #unpack(): Awake {
    const remembered = this.#takeRemembered();
    for (const known of this.#series) known.noteWaking();
    const memory = createMemory(remembered);
    const restore = createRestoreWatch(this.#world, { memory, sleeper: this });
    const family = { memory, restore, fulls: createFullNotes(memory) };
    const watches = this.#series.map(
      (known) => [known.subject, createSeriesWatch(this.#world, known, family)] as const,
    );
    return { ...family, remembered, watches: new Map(watches) };
  }

  #takeRemembered(): Remembered {
    const place = this.#place;
    if (place === null) return {};
    const { packed } = this.#world;
    // What was packed here is what it was.
    const remembered = deserialize(zstdDecompressSync(packed.read(place), WHOLE)) as Remembered;
    packed.drop(place);
    this.#place = null;
    return remembered;
  }
}

function packAwake({ restore, remembered }: Awake): Uint8Array {
  const rebind = restore.unbind();
  try {
    return zstdCompressSync(serialize(remembered), FAST);
  } finally {
    rebind();
  }
}
