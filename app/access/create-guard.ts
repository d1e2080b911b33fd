import type { FastifyReply, FastifyRequest } from "fastify";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { RIGHTS_OF, type Right, ROLES } from "../../schemas/access.ts";
import type { Guard } from "../../schemas/guard.ts";
import { isSameSecret } from "./access-secret.ts";
import type { AskerBook } from "./asker-book.ts";
import type { Audit } from "./create-audit.ts";
import type { Asker, Unknown } from "./create-identifier.ts";
import { isChange } from "./is-change.ts";

const CSRF_HEADER = "x-vigie-csrf";
const RETRY_AFTER_SECONDS = 5;

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

type Options = {
  readonly book: AskerBook;
  readonly identify: (request: FastifyRequest) => Promise<Asker | Unknown>;
  readonly audit: Audit;
  /** Whether the page that sent a request, where the browser says so, is ours. */
  readonly isOwnOrigin: (request: FastifyRequest) => boolean;
};

export type Gate = {
  readonly guard: Guard;
  /** Refuses a change before its body is read: of who is not known, and what a page forged. */
  readonly stopStrangers: Hook;
  /** Whether it is what `guard.requires` gave. */
  readonly isOurs: (handler: object) => boolean;
};

/** Lets through who may do what they ask for; a change is in the audit before it is made. */
export function createGuard({ book, identify, audit, isOwnOrigin }: Options): Gate {
  const given = new WeakSet<object>();

  function isForged(request: FastifyRequest, { csrf }: Asker): boolean {
    if (csrf === null) return false;
    const shown = request.headers[CSRF_HEADER];
    return typeof shown !== "string" || !isSameSecret(shown, csrf) || !isOwnOrigin(request);
  }

  const stopStrangers = answering(async (request, reply) => {
    const { is404, routeOptions } = request;
    if (is404 || !isChange(request) || routeOptions.config.isOpen) return undefined;
    const asker = await book.find(request);
    if (asker.principal === null) return refuseUnknown(reply, asker);
    return isForged(request, asker) ? refuseForged(reply) : undefined;
  });

  function requires(right: Right): Hook {
    const hook = answering(async (request, reply) => {
      const asker = await book.find(request);
      if (asker.principal === null) return refuseUnknown(reply, asker);
      if (!RIGHTS_OF[asker.principal.role].includes(right)) return refuseRole(reply, asker, right);
      return isChange(request) ? audit.begin(request, asker) : undefined;
    });
    given.add(hook);
    return hook;
  }

  const guard: Guard = {
    requires,
    principal: (request) => book.known(request).principal,
    principalOf: async (request) => (await identify(request)).principal,
    about: audit.about,
  };
  return { guard, stopStrangers, isOurs: (handler) => given.has(handler) };
}

function refuseUnknown(reply: FastifyReply, { hint }: Unknown): FastifyReply {
  const error = "Who asks is not known.";
  return reply
    .code(401)
    .header("www-authenticate", "Bearer")
    .send({ code: "signed-out", error, hint });
}

function refuseForged(reply: FastifyReply): FastifyReply {
  const hint = `A program sends "Authorization: Bearer TOKEN", which \`vigie access add\` gives; Vigie's own pages send ${CSRF_HEADER} as GET /api/v1/session says it now.`;
  return reply
    .code(403)
    .send({ code: "forged", error: "This change did not come from Vigie's board.", hint });
}

function refuseRole(reply: FastifyReply, { principal }: Asker, right: Right): FastifyReply {
  const { name, role } = principal;
  const roles = ROLES.filter((other) => RIGHTS_OF[other].includes(right)).join(", ");
  const hint = `It takes one of the roles ${roles}.`;
  return reply
    .code(403)
    .send({ code: "forbidden", error: `${name}, as ${role}, may not do this.`, hint });
}

/** Where the state does not answer, nobody is let in and nothing is changed. */
function answering(hook: Hook): Hook {
  return async (request, reply) => {
    try {
      return await hook(request, reply);
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      request.log.error({ err: error }, "Nobody can be let in now");
      const answer = {
        code: "unavailable",
        error: "Nobody can be let in now, nor a change written.",
        hint: error.hint,
      };
      return reply.code(503).header("retry-after", RETRY_AFTER_SECONDS).send(answer);
    }
  };
}
