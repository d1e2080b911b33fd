import type { FastifyRequest } from "fastify";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { AuditSubject } from "../../schemas/guard.ts";
import { addAuditEntry, answerAuditEntry, isKnown, refuseAuditEntry } from "./audit-rows.ts";
import type { Asker } from "./create-identifier.ts";

const MINUTE_MS = 60_000;
/** Of people known, and of all others: what they can make us write; the rest is counted. */
const REFUSED_PER_MINUTE_MAX = 60;
const ADDRESS_CHARACTERS_MAX = 64;
const BAD_REQUEST = 400;

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type Audit = {
  /** Before a change is made: rejects with `OperatingError` where it cannot be written. */
  readonly begin: (request: FastifyRequest, asker: Asker) => Promise<void>;
  readonly about: (request: FastifyRequest, subject: AuditSubject) => void;
  /** What changes nothing after all: nothing is written of it. */
  readonly leaveOut: (request: FastifyRequest) => void;
  /** Once it is known how a change is answered, begun or refused before. */
  readonly end: (request: FastifyRequest, status: number, asker: Asker | null) => Promise<void>;
};

/** Writes who asked to change what over HTTP, and what became of it. */
export function createAudit({ state, clock, logger }: Options): Audit {
  const begun = new WeakMap<FastifyRequest, number>();
  const subjects = new WeakMap<FastifyRequest, AuditSubject>();
  const ignored = new WeakSet<FastifyRequest>();
  const leftOut = (count: number) =>
    logger.warn({ count }, "Refused changes were left out of the audit: too many in a minute");
  const mayWriteKnown = createMinuteLimit(clock, leftOut);
  const mayWriteUnknown = createMinuteLimit(clock, leftOut);

  function answerOf(request: FastifyRequest, status: number | null) {
    const about = subjects.get(request);
    const subject = textsOf({ ...Object(request.params), ...about });
    const tenant = about?.tenant?.toWellFormed().replaceAll("\0", "?") ?? null;
    return { subject, tenant, status };
  }

  const entryOf = (request: FastifyRequest, asker: Asker | null, status: number | null) => ({
    name: asker?.principal.name ?? null,
    role: asker?.principal.role ?? null,
    via: asker?.via ?? null,
    address: (request.ip ?? "").slice(0, ADDRESS_CHARACTERS_MAX),
    route: `${request.method} ${request.routeOptions.url}`,
    isRefused: status !== null,
    ...answerOf(request, status),
  });

  return {
    begin: async (request, asker) => {
      if (begun.has(request)) return;
      const entry = entryOf(request, asker, null);
      const id = await state.transact((rows) => addAuditEntry(rows, entry, clock.nowMs()));
      begun.set(request, id);
    },
    about: (request, subject) => {
      subjects.set(request, { ...subjects.get(request), ...subject });
    },
    leaveOut: (request) => void ignored.add(request),
    end: async (request, status, asker) => {
      if (ignored.has(request)) return;
      const id = begun.get(request);
      try {
        if (id !== undefined) {
          const answer = answerOf(request, status);
          await state.transact((rows) => answerAuditEntry(rows, id, answer), { mayBeLost: true });
          if (status !== BAD_REQUEST) return;
        }
        const entry = entryOf(request, asker, status);
        const mayWrite = isKnown(entry) ? mayWriteKnown() : mayWriteUnknown();
        // What it asked for could not be read: it has changed nothing, as if refused at the door.
        if (id !== undefined)
          await state.transact((rows) => refuseAuditEntry(rows, id, mayWrite ? entry : null));
        else if (mayWrite)
          await state.transact((rows) => addAuditEntry(rows, entry, clock.nowMs()));
      } catch (error) {
        if (!(error instanceof OperatingError)) throw error;
        logger.error({ err: error }, "The end of a change could not be written to the audit");
      }
    },
  };
}

function textsOf(named: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, text]) =>
      typeof text === "string" ? [[name, text]] : [],
    ),
  );
}

/** True so many times in a minute; tells how often it was not once the next one begins. */
function createMinuteLimit(clock: Clock, tell: (count: number) => void): () => boolean {
  let beganAtMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  return () => {
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - beganAtMs) >= MINUTE_MS) {
      if (count > REFUSED_PER_MINUTE_MAX) tell(count - REFUSED_PER_MINUTE_MAX);
      beganAtMs = nowMs;
      count = 0;
    }
    count += 1;
    return count <= REFUSED_PER_MINUTE_MAX;
  };
}
