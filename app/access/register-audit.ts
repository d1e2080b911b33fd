import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import type { Principal } from "../../schemas/access.ts";
import type { auditSchema } from "../../schemas/audit.ts";
import type { Guard } from "../../schemas/guard.ts";
import { instantSchema } from "../../schemas/instant.ts";
import { readAudit } from "./audit-rows.ts";

const ROUTE = "/api/v1/audit";
const ENTRIES_MAX = 1_000;
const ENTRIES_USUAL = 100;
const RETRY_AFTER_SECONDS = 5;
const ASKED_FAULT = `since is an instant, before an entry's id, limit from 1 to ${ENTRIES_MAX}`;

const askedSchema = z.object({
  since: instantSchema.default(0),
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().min(1).max(ENTRIES_MAX).default(ENTRIES_USUAL),
});

type Options = { readonly state: StateStore; readonly guard: Guard };

/** `GET /api/v1/audit?since&before&limit`: who asked to change what, the newest first. */
export function registerAudit(app: FastifyInstance, { state, guard }: Options): void {
  app.register(async (scope) => {
    scope.setErrorHandler((error, _, reply) => {
      if (!(error instanceof OperatingError)) throw error;
      reply.code(503).header("retry-after", RETRY_AFTER_SECONDS);
      return reply.send({
        ...{ code: "unavailable", error: error.message },
        ...(error.hint && { hint: error.hint }),
      });
    });
    scope.get(ROUTE, { preHandler: guard.requires("audit") }, async (request, reply) => {
      const asked = askedSchema.safeParse(request.query);
      if (!asked.success) return reply.code(400).send({ code: "bad-request", error: ASKED_FAULT });
      reply.header("cache-control", "no-store");
      const { tenants } = guard.principal(request);
      return state.transact((rows) => readPage(rows, { ...asked.data, tenants }));
    });
  });
}

type Asked = z.infer<typeof askedSchema> & Pick<Principal, "tenants">;

/** One entry more than is shown says whether there are more. */
async function readPage(
  rows: StateTransaction,
  { since, before, limit, tenants }: Asked,
): Promise<z.infer<typeof auditSchema>> {
  const entries = await readAudit(rows, { sinceMs: since, before, tenants, limit: limit + 1 });
  return { entries: entries.slice(0, limit), more: entries.length > limit };
}
