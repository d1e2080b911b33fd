import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Progress } from "../show-progress.ts";

/** What each part of the benchmark is given. */
export type Bench = {
  /** Of a Kafka cluster without password; the embedded log without them. */
  readonly brokers: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when somebody asks the benchmark to end. */
  readonly signal: AbortSignal;
  readonly startProgress: (what: string, total: number) => Progress;
};
