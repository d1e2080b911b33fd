import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { RestoreRequest, SandboxStep } from "../sandbox.ts";
import { type Judged, judged, judgeFault } from "./judge-fault.ts";
import type { Session } from "./session.ts";
import { SessionLost, StatementFailed, StatementStopped } from "./statement-error.ts";

/** One restore under way. */
export type Trial = {
  readonly session: Session;
  /** Generated: of the database, and the beginning of its files' names. */
  readonly name: string;
  readonly request: RestoreRequest;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What was done so far, in order. */
  readonly steps: SandboxStep[];
};

const UNEXPECTED: Bilingual = {
  en: "The instance answered in a way that is not known.",
  fr: "L'instance a répondu d'une façon inconnue.",
};
const LOST: Bilingual = {
  en: "The connection to the sandbox ended.",
  fr: "La connexion au bac à sable s'est terminée.",
};
const REFUSED: Bilingual = {
  en: "The sandbox opened no connection for this, or gave no right to it.",
  fr: "Le bac à sable n'a pas ouvert de connexion pour cela, ou n'en donne pas le droit.",
};
const STOPPED: Bilingual = { en: "It was stopped.", fr: "Elle a été arrêtée." };

/**
 * Does one step and notes it with its times. What the server refuses is judged by its numbers; a
 * connection that ends, or a stop, is noted and thrown on.
 */
export async function takeStep(
  { clock, steps }: Pick<Trial, "clock" | "steps">,
  name: string,
  act: () => Promise<Judged>,
): Promise<Judged> {
  const startedAtMs = clock.nowMs();
  const note = (step: Judged) => {
    steps.push({ name, startedAtMs, seconds: secondsSince(clock, startedAtMs), ...step });
    return step;
  };
  try {
    return note(await act());
  } catch (error) {
    if (error instanceof StatementFailed) return note(judgeFault(error.faults));
    if (error instanceof z.ZodError) return note(judged("sandbox", UNEXPECTED, {}));
    if (error instanceof OperatingError) return note(judged("sandbox", REFUSED, {}));
    if (error instanceof SessionLost)
      note(judged("sandbox", LOST, { errors: error.faults.map((fault) => ({ ...fault })) }));
    if (error instanceof StatementStopped) note(judged("sandbox", STOPPED, {}));
    throw error;
  }
}
