import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { readIncident } from "../incident-rows.ts";
import { isSignedBy } from "./is-signed-by.ts";
import { type PagerdutyEvent, readPagerdutyEvent, toAcknowledgement } from "./pagerduty-event.ts";

const ROUTE = "/v1/incoming/pagerduty";
const BODY_BYTES_MAX = 256 * 2 ** 10;
/** PagerDuty tries again for a while; what is older was heard already, or helps nobody. */
const AGE_MS_MAX = 60 * 60_000;
const AHEAD_MS_MAX = 5 * 60_000;
/** How far apart PagerDuty's clock and ours may be. */
const SLACK_MS = 60_000;
/** Events are remembered for as long as they are young enough to be taken. */
const EVENTS_REMEMBERED_MAX = 10_000;
const RETRY_AFTER_SECONDS = 5;

type Options = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  /** Of the webhook subscriptions; without any there is no route. */
  readonly secrets: readonly string[];
};

/**
 * `POST /v1/incoming/pagerduty`, for a v3 webhook subscription to `incident.acknowledged`. 401
 * where no secret signed it, 400 where it is no event, 413, and 503 with `Retry-After` where it
 * could not be written. All else is answered with 202 `{taken, reason?}`, as PagerDuty stops
 * sending to who refuses: what is of another kind, old, repeated, or of no open incident is not
 * taken.
 */
export function registerPagerdutyWebhook(app: FastifyInstance, options: Options): void {
  const { secrets } = options;
  if (secrets.length === 0) return;
  const seen = new Set<string>();
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error: FastifyError | OperatingError, request, reply) => {
      if (error instanceof OperatingError) {
        request.log.error({ err: error }, "An acknowledgement of PagerDuty could not be taken");
        reply.code(503).header("retry-after", RETRY_AFTER_SECONDS);
        return reply.send({ error: "It cannot be written now; try again." });
      }
      throw error;
    });
    scope.post(ROUTE, { bodyLimit: BODY_BYTES_MAX }, async ({ body, headers }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const header = headers["x-pagerduty-signature"];
      if (!isSignedBy(secrets, bytes, Array.isArray(header) ? header.join() : header))
        return refuse(reply, 401, "A signature by a known secret is needed.");
      const event = readPagerdutyEvent(bytes);
      if (event === null) return refuse(reply, 400, "This is no event of PagerDuty's webhooks v3.");
      const reason = await take(event, seen, options);
      return reply.code(202).send(reason === null ? { taken: true } : { taken: false, reason });
    });
  });
}

/** Null where it was taken, or else why it was not. */
async function take(
  event: PagerdutyEvent,
  seen: Set<string>,
  { log, state, clock }: Options,
): Promise<string | null> {
  const nowMs = clock.nowMs();
  const ageMs = nowMs - Date.parse(event.occurred_at);
  const key = event.data.incident_key;
  if (event.event_type !== "incident.acknowledged") return "it is no acknowledgement";
  if (ageMs > AGE_MS_MAX || ageMs < -AHEAD_MS_MAX) return "it is too old, or not yet";
  if (seen.has(event.id)) return "it was taken already";
  if (!key) return "it has no incident_key";
  const incident = await state.transact((transaction) => readIncident(transaction, key));
  if (incident?.status !== "open") return "no such incident is open";
  const askedMs = Date.parse(incident.askedAt);
  if (Date.parse(event.occurred_at) < askedMs - SLACK_MS) return "it has asked for somebody since";
  const decision = toAcknowledgement(event, incident.id, nowMs);
  await log.append(TOPICS.decisions, [{ key: incident.id, value: JSON.stringify(decision) }]);
  remember(seen, event.id);
  return null;
}

function remember(seen: Set<string>, id: string): void {
  seen.add(id);
  if (seen.size <= EVENTS_REMEMBERED_MAX) return;
  for (const first of seen) {
    seen.delete(first);
    return;
  }
}

function refuse(reply: FastifyReply, status: number, error: string) {
  return reply.code(status).send({ error });
}
