import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { DecisionJson } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { type ContextOptions, tellContext } from "../context/with-context.ts";
import { type Incident, leadingFinding } from "../incident.ts";
import { readIncident } from "../incident-rows.ts";
import type { Speech } from "../wording/say-quantity.ts";
import { type Links, readAcknowledgeLink } from "./acknowledge-link.ts";
import { boardAddress, type Page, renderIncidentPage } from "./render-incident-page.ts";

const RETRY_AFTER_SECONDS = 5;
const SEE_OTHER = 303;

/** Nothing runs and nothing is fetched but the board's own style sheet. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "cache-control": "no-store",
  // The link stands in the address: nobody else is to hear of it.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const idSchema = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) });

type Options = Speech & {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  /** Absent where nobody acknowledges by a link. */
  readonly links: Links | undefined;
  /** Absent where the page says nothing beyond the incident. */
  readonly background?: ContextOptions | undefined;
  /** An incident as who asks may see it; null where they may not. */
  readonly seenBy: (request: FastifyRequest, incident: Incident) => Promise<Incident | null>;
  /** Whether who asks has signed in, and sees more on the board; absent where nobody can. */
  readonly isSignedIn?: ((request: FastifyRequest) => Promise<boolean>) | undefined;
};

/**
 * `GET /incidents/ID`: what pages link to; who has signed in is led to the same on the board, and
 * who may not see it is told nothing, not even whether it is there.
 * `/incidents/ID/acknowledge?by&until&signature`: GET
 * asks, as programs that read mail follow links, and POST says it.
 */
export function registerIncidentPages(app: FastifyInstance, options: Options): void {
  const { state, clock, links, isSignedIn, seenBy } = options;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { bodyLimit: 4_096 }, (_request, body, done) => {
      body.resume().on("end", () => done(null));
    });
    scope.addHook("onRequest", async (_, reply) => void reply.headers(HEADERS));
    scope.setErrorHandler((error, _, reply) => {
      if (!(error instanceof OperatingError)) throw error;
      reply.code(503).header("retry-after", RETRY_AFTER_SECONDS);
      return reply.send({ error: error.message, ...(error.hint && { hint: error.hint }) });
    });

    const find = async (params: unknown): Promise<Incident | null> => {
      const read = idSchema.safeParse(params);
      if (!read.success) return null;
      return state.transact((transaction) => readIncident(transaction, read.data.id));
    };
    const claimOf = (incident: Incident, query: unknown) =>
      links && readAcknowledgeLink(incident.id, query, { ...links, nowMs: clock.nowMs() });

    scope.get("/incidents/:id", async (request, reply) => {
      const found = await find(request.params);
      const incident = found && (await seenBy(request, found));
      if (incident && (await isSignedIn?.(request)))
        return reply.redirect(boardAddress(incident.id), SEE_OTHER);
      const askedId = idSchema.safeParse(request.params).data?.id ?? null;
      return answer(reply, { incident, askedId, view: "shown", by: null }, options);
    });

    scope.get("/incidents/:id/acknowledge", async ({ params, query }, reply) => {
      const incident = await find(params);
      const claim = incident && claimOf(incident, query);
      if (!claim) return answer(reply, { incident: null, view: "shown", by: null }, options);
      return answer(reply, { incident, view: "asked", by: claim.by }, options);
    });

    scope.post("/incidents/:id/acknowledge", async ({ params, query }, reply) => {
      const incident = await find(params);
      const claim = incident && claimOf(incident, query);
      if (!incident || !claim)
        return answer(reply, { incident: null, view: "shown", by: null }, options);
      if (incident.status === "open") await acknowledge(incident, claim.by, options);
      return answer(reply, { incident, view: "said", by: claim.by }, options);
    });
  });
}

async function acknowledge(incident: Incident, author: string, { log, clock }: Options) {
  const decision: DecisionJson = {
    ...{ kind: "acknowledge", id: randomUUID(), incident: incident.id, author },
    time: instantToJson(clock.nowMs()),
    reason: "by the link in the mail",
  };
  await log.append(TOPICS.decisions, [{ key: incident.id, value: JSON.stringify(decision) }]);
}

/** Of what is not there, and of a link that is not good, the same is said. */
async function answer(reply: FastifyReply, page: Omit<Page, "context">, options: Options) {
  const { background } = options;
  const finding = page.incident && leadingFinding(page.incident.findings);
  const context = background && finding ? await tellContext(finding, background) : null;
  reply.code(page.incident === null ? 404 : 200).type("text/html; charset=utf-8");
  return reply.send(renderIncidentPage({ ...page, context }, options));
}
