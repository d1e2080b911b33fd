import type { Clock } from "../../platform/clock/clock.ts";
import type { Consumer, EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import { agreementOf } from "../checkpoint/agreement-of.ts";
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { keepCheckpoints } from "../checkpoint/keep-checkpoints.ts";
import { beginOnCheckpoint } from "./begin-on-checkpoint.ts";
import { beginTerm, type Term } from "./begin-term.ts";
import { type NotedPolicies, notePolicies } from "./note-policies.ts";
import { openScratch, type Scratch } from "./open-scratch.ts";

/** A clock that was ahead made decisions that none of now bears out. */
const AHEAD_MAX_MS = 60_000;

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
  /** Where series lie that sleep: made anew by who analyses. In memory where it is not said. */
  readonly scratchFile?: string;
  /** So much of the heap is for series that are awake, else half. */
  readonly awakeBytesMax?: number;
};

/** Begins terms where the last one's checkpoint was taken, and takes theirs. */
export function createTerms(options: Options) {
  const { log, clock, logger, policies, off = [] } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const { directory, fromLog = false } = options.checkpoints ?? {};
  const checkpoints =
    directory === undefined ? null : keepCheckpoints({ directory, clock, logger });
  const { scratchFile, awakeBytesMax } = options;
  let scratch: Scratch | null = null;
  let agreement = "";
  let saving: Promise<void> | null = null;
  let noted: NotedPolicies | null = null;

  async function begin(consumers: readonly Consumer[]): Promise<Term> {
    const nowMs = clock.nowMs();
    noted = await notePolicies(log, policies, nowMs);
    const { since } = noted;
    const start = async (checkpoint: Checkpoint | null) => {
      if (checkpoint && checkpoint.savedAtMs > nowMs + AHEAD_MAX_MS)
        throw new Error("it was written at an instant that is still to come");
      close();
      scratch = scratchFile === undefined ? null : openScratch(scratchFile, { logger, meter });
      return beginTerm(consumers, {
        ...{ log, meter, policies, off, since, nowMs, checkpoint },
        ...(awakeBytesMax !== undefined && { awakeBytesMax }),
        ...(scratch && { packed: scratch.packed }),
      });
    };
    if (!checkpoints) return start(null);
    agreement = agreementOf({ policies, off, since });
    const found = fromLog ? [] : checkpoints.load(agreement);
    return beginOnCheckpoint(found, {
      begin: start,
      leaveAside: checkpoints.leaveAside,
      logger,
    });
  }

  function close() {
    scratch?.close();
    scratch = null;
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
    const savedAtMs = Math.max(clock.nowMs(), term.decidedToMs());
    if (savedAtMs > clock.nowMs() + AHEAD_MAX_MS) {
      checkpoints.giveUp(new Error("things were decided at an instant that is still to come"));
      return;
    }
    const remembered = await term.remember().catch(checkpoints.giveUp);
    if (!remembered) return;
    saving = checkpoints.save({ savedAtMs, agreement, ...remembered });
    saving.finally(() => {
      saving = null;
    });
  }

  return { begin, noteIfDue: () => noted?.noteIfDue(clock.nowMs()), saveIfDue, saveLast, close };
}
