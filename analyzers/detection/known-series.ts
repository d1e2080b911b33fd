import type { Decision } from "../../schemas/decision.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import type { RunEvent } from "../runs/note-run.ts";
import type { Expectation } from "../unprotected/asset-watch.ts";
import type { Asset } from "./asset.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { type KnownDue, nextDueOf } from "./known-due.ts";
import { LastRun } from "./last-run.ts";
import type { SeriesRows } from "./series-rows.ts";
import type { SeriesState, SeriesWatch } from "./series-watch.ts";
import type { Sleeper } from "./world.ts";

type Options = {
  readonly policy: CompiledPolicy | null;
  readonly asset: Asset;
  /** As it was remembered; absent where the series is heard of for the first time. */
  readonly last?: LastRun;
  /** Told whenever the series may look different to people. */
  readonly rows: SeriesRows;
};

/**
 * A series as it is always at hand: who it is, its policy and its last run. Its watch sleeps with
 * its asset, and is woken for whatever it is asked.
 */
export class KnownSeries {
  readonly series: Series;
  readonly subject: string;
  readonly compiled: CompiledPolicy | null;
  readonly last: LastRun;
  readonly rows: SeriesRows;
  readonly #asset: Asset;
  /** Null while it is awake. */
  #due: KnownDue | null = null;

  /** Who is woken for what it waits for, for its proofs, and for a mass deletion. */
  readonly onDue: Sleeper = new Part(this, "judge");
  readonly onProofDue: Sleeper = new Part(this, "judgePromise");
  readonly onDeletions: Sleeper = new Part(this, "judgeDeletions");

  constructor(series: Series, { policy, asset, rows, last = new LastRun() }: Options) {
    this.series = series;
    this.subject = seriesKey(series);
    this.compiled = policy;
    this.rows = rows;
    this.last = last;
    this.#asset = asset;
    asset.join(this);
  }

  get policy(): Policy | null {
    return this.compiled?.policy ?? null;
  }

  use<T>(job: (watch: SeriesWatch) => T): T {
    return this.#asset.use((watches) => {
      const watch = watches.get(this.subject);
      if (!watch) throw new Error(`series ${this.subject} is not of its asset`);
      return job(watch);
    });
  }

  acceptRun(event: RunEvent, nowMs: number): void {
    this.use((watch) => watch.acceptRun(event, nowMs));
  }

  acceptCopy(event: CopyEvent, nowMs: number): void {
    this.use((watch) => watch.acceptCopy(event, nowMs));
  }

  acceptProof(proof: Proof, nowMs: number): void {
    this.use((watch) => watch.acceptProof(proof, nowMs));
  }

  expect(said: Expectation, nowMs: number): void {
    this.use((watch) => watch.expect(said, nowMs));
  }

  /** Slots count from then, though nothing is said of how long it has existed. */
  expectFrom(sinceMs: number, nowMs: number): void {
    this.use((watch) => {
      watch.expectFrom(sinceMs);
      watch.judge(nowMs);
    });
  }

  decide(decision: Decision, nowMs: number): void {
    this.use((watch) => watch.decide(decision, nowMs));
  }

  /** Who answers for the series, or its asset, may be another than before. */
  wake(nowMs: number): void {
    this.use((watch) => watch.judge(nowMs));
    this.#asset.wake(nowMs);
  }

  stateAt(nowMs: number): SeriesState {
    return this.use((watch) => watch.stateAt(nowMs));
  }

  /** It is asked of whole fleets, and so wakes none that says it while it sleeps. */
  nextDueMs(afterMs: number): number | null {
    if (!this.compiled) return null;
    const dueMs = this.#due ? nextDueOf(this.compiled, this.#due, afterMs) : undefined;
    if (dueMs !== undefined) return dueMs;
    return this.use((watch) => watch.nextDueMs(afterMs));
  }

  /** What is asked of it while it sleeps is kept at hand. */
  noteSleep(watch: SeriesWatch): void {
    this.#due = watch.knownDue();
    this.rows.keep(this.subject, watch);
  }

  noteWaking(): void {
    this.#due = null;
  }

  /** Null where nobody spoke of it, or nothing is expected of it. */
  sourceOfRuns(): string | null {
    return this.compiled && this.last.source;
  }
}

/** One thing that a series is woken for: alarms tell them apart. */
class Part implements Sleeper {
  readonly #known: KnownSeries;
  readonly #judge: "judge" | "judgePromise" | "judgeDeletions";

  constructor(known: KnownSeries, judge: "judge" | "judgePromise" | "judgeDeletions") {
    this.#known = known;
    this.#judge = judge;
  }

  get name(): string {
    return `${this.#judge} ${this.#known.subject}`;
  }

  wake(nowMs: number): void {
    this.#known.use((watch) => watch[this.#judge](nowMs));
  }
}
