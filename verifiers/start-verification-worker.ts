import { OperatingError } from "../platform/errors/operating-error.ts";
import type { Consumer } from "../platform/log/event-log.ts";
import { type Verification, verificationSchema } from "../schemas/proof.ts";
import { TOPICS } from "../schemas/topics.ts";
import { openProver, type VerifyingOptions } from "./worker/open-prover.ts";
import { proveBatch } from "./worker/prove-batch.ts";

const GROUP = "verification-worker";
const BATCH_PER_SANDBOX = 4;

type Options = Omit<VerifyingOptions, "limits"> & {
  readonly limits: VerifyingOptions["limits"] & { readonly sandboxes: number };
  readonly pollEveryMs: number;
};

/**
 * Does the verifications that were asked for. Work is committed once its proofs are in the log;
 * stopping in the middle repeats it.
 */
export async function startVerificationWorker(
  options: Options,
): Promise<{ stop(): Promise<void> }> {
  const { log, clock, logger, limits, pollEveryMs } = options;
  const prover = await openProver(options);
  let consumer: Consumer | null = null;
  let stopping = false;

  async function drain(): Promise<void> {
    consumer ??= await log.consume(TOPICS.verifications, GROUP);
    while (!stopping) {
      const records = await consumer.poll(limits.sandboxes * BATCH_PER_SANDBOX);
      if (records.length === 0) return;
      const batch = records.flatMap(({ value }) => readWork(value));
      if (await proveBatch(batch, prover.prove, limits.sandboxes)) await consumer.commit();
    }
  }

  /** What is none is left behind: it would come again at each start. */
  function readWork(value: string): readonly Verification[] {
    const { success, data, error } = verificationSchema.safeParse(parseJson(value));
    if (success) return [data];
    logger.error({ err: error }, "work that is no verification is left behind");
    return [];
  }

  const recurring = clock.every(pollEveryMs, async () => {
    try {
      await drain();
    } catch (error) {
      await consumer?.close();
      consumer = null;
      if (!(error instanceof OperatingError && error.retryable)) throw error;
      logger.warn({ err: error, hint: error.hint }, "verifying failed; it is tried again");
    }
  });
  return {
    stop: async () => {
      stopping = true;
      prover.stop();
      await recurring.stop();
      await consumer?.close();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
