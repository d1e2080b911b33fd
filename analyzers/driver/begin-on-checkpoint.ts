import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Term } from "./begin-term.ts";

type Options = {
  readonly begin: (checkpoint: Checkpoint | null) => Promise<Term>;
  readonly leaveAside: (reason: unknown) => void;
  readonly logger: Logger;
};

/**
 * A term that goes on from the first checkpoint that it can go on from; where there is none it
 * reads the whole log. A log that fails is no reason to leave a checkpoint aside.
 */
export async function beginOnCheckpoint(
  checkpoints: AsyncIterable<Checkpoint> | Iterable<Checkpoint>,
  { begin, leaveAside, logger }: Options,
): Promise<Term> {
  for await (const checkpoint of checkpoints) {
    try {
      const term = await begin(checkpoint);
      const { savedAtMs } = checkpoint;
      logger.info({ savedAt: new Date(savedAtMs) }, "analysis went on from a checkpoint");
      return term;
    } catch (error) {
      if (error instanceof OperatingError) throw error;
      leaveAside(error);
    }
  }
  logger.info("analysis reads the whole log");
  return begin(null);
}
