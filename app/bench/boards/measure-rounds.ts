import process from "node:process";
import type { Clock } from "../../../platform/clock/clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { quantile } from "../quantile.ts";

export type Times = {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Of the whole process, the engine in it, at the median: what a busy machine changes little. */
  readonly cpuMs: number;
  /** Of the last answer. */
  readonly rows: number;
  /** Why it did not answer at all. */
  readonly failure: string | null;
};

export type Rounds = {
  readonly rounds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Asks again and again for what resolves to a number of rows. */
export async function measureRounds(
  ask: () => Promise<number>,
  { rounds, clock, signal }: Rounds,
): Promise<Times> {
  const times: number[] = [];
  const cpus: number[] = [];
  let rows = 0;
  let failure: string | null = null;
  for (let round = 0; round < rounds && failure === null; round++) {
    signal.throwIfAborted();
    const [startedAtMs, before] = [clock.nowMs(), process.cpuUsage()];
    try {
      rows = await ask();
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      failure = error.message;
    }
    times.push(clock.nowMs() - startedAtMs);
    const { user, system } = process.cpuUsage(before);
    cpus.push((user + system) / 1_000);
  }
  return {
    ...{ p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95), cpuMs: quantile(cpus, 0.5) },
    ...{ rows, failure },
  };
}
