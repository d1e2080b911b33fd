import type { Clock } from "../../platform/clock/clock.ts";
import type { Consumer, EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import { agreementOf } from "../checkpoint/agreement-of.ts";
import { keepCheckpoints } from "../checkpoint/keep-checkpoints.ts";
import { beginOnCheckpoint } from "./begin-on-checkpoint.ts";
import { beginTerm, type Term } from "./begin-term.ts";
import { notePolicies } from "./note-policies.ts";

export type CheckpointOptions = {
  readonly directory: string;
  /** Those that are there are left aside. */
  readonly fromLog: boolean;
};

type Options = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
  readonly off?: readonly FindingKind[];
  readonly telemetry?: Telemetry;
  readonly checkpoints?: CheckpointOptions;
};

/** Begins terms where the last one's checkpoint was taken, and takes theirs. */
export function createTerms(options: Options) {
  const { log, clock, logger, policies, off = [] } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const { directory, fromLog = false } = options.checkpoints ?? {};
  const checkpoints =
    directory === undefined ? null : keepCheckpoints({ directory, clock, logger });
  let agreement = "";
  let saving: Promise<void> | null = null;

  async function begin(consumers: readonly Consumer[]): Promise<Term> {
    const nowMs = clock.nowMs();
    const since = await notePolicies(log, policies, nowMs);
    const term = { log, meter, policies, off, since, nowMs };
    if (!checkpoints) return beginTerm(consumers, { ...term, checkpoint: null });
    agreement = agreementOf({ policies, off, since });
    const found = fromLog ? [] : checkpoints.load(agreement);
    return beginOnCheckpoint(found, {
      begin: (checkpoint) => beginTerm(consumers, { ...term, checkpoint }),
      leaveAside: checkpoints.leaveAside,
      logger,
    });
  }

  /** The term goes on while it is written. */
  async function saveIfDue(term: Term): Promise<void> {
    if (!saving && checkpoints?.isDue(clock.nowMs())) await save(term);
  }

  async function saveLast(term: Term): Promise<void> {
    await saving;
    await save(term);
    await saving;
  }

  async function save(term: Term): Promise<void> {
    if (!checkpoints) return;
    const remembered = await term.remember().catch(checkpoints.giveUp);
    if (!remembered) return;
    saving = checkpoints.save({ savedAtMs: clock.nowMs(), agreement, ...remembered });
    saving.finally(() => {
      saving = null;
    });
  }

  return { begin, saveIfDue, saveLast };
}
