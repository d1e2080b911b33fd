import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { z } from "zod";
import type { Background } from "../../alerts/context/with-context.ts";
import { compileAlertPolicy } from "../../alerts/policy/alert-policy.ts";
import type { Retention } from "../../alerts/retention/create-pruning.ts";
import { startAlerts } from "../../alerts/start-alerts.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { alertsSchema, type PagerConfig } from "../../schemas/alerts.ts";
import type { DecisionJson } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { HeartbeatConfig } from "../../schemas/heartbeat.ts";
import type { WebhookConfig } from "../../schemas/pagers/webhook.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { openTestState } from "../services/open-test-state.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

export const START_MS = Date.parse("2026-11-17T06:00:00Z");
const POLL_EVERY_MS = 10_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Through = {
  readonly state?: StateStore;
  readonly log?: EventLog;
  readonly heartbeat?: HeartbeatConfig;
  readonly analysisAtMs?: () => number;
  readonly readSecret?: () => string;
  readonly pollEveryMs?: number;
  readonly mirror?: Store;
  readonly background?: Background;
  readonly clock?: Clock;
  readonly retention?: Retention;
};
type Line = { readonly level: number; readonly msg: string; readonly reason?: string };

/**
 * Alerts on a real log, a real state store and a real receiver, on a clock that is told what time
 * it is.
 */
export async function openAlertsWorld(
  webhook: Partial<WebhookConfig> = {},
  others: readonly PagerConfig[] = [],
  alerts: Partial<z.input<typeof alertsSchema>> = {},
) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-alerts-"));
  const clock = createSimulatedClock(START_MS);
  const log = await openEmbeddedLog({ directory, clock });
  const state = await openTestState(directory);
  const receiver = await openWebhookReceiver();
  const lines: Line[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const pager: WebhookConfig = {
    name: "on-call",
    kind: "webhook",
    url: receiver.url,
    allowLoopback: true,
    severities: ["critical", "warning"],
    ...webhook,
  };

  return {
    clock,
    log,
    state,
    receiver,
    lines,
    say: (...findings: readonly Finding[]) =>
      log.append(
        TOPICS.findings,
        findings.map((finding) => ({ key: finding.id, value: JSON.stringify(finding) })),
      ),
    decide: (...decisions: readonly DecisionJson[]) =>
      log.append(
        TOPICS.decisions,
        decisions.map((decision) => ({ key: decision.id, value: JSON.stringify(decision) })),
      ),
    start: (through: Through = {}) =>
      startAlerts({
        ...through,
        log: through.log ?? log,
        state: through.state ?? state,
        clock: through.clock ?? clock,
        logger: createLogger({ level: "info", destination }),
        pagers: [pager, ...others],
        policy: compileAlertPolicy({ ...alertsSchema.parse(alerts), pagers: [pager, ...others] }),
        readSecret: through.readSecret ?? (() => "wren"),
        lang: "en",
        zone: "Europe/Paris",
        pollEveryMs: through.pollEveryMs ?? POLL_EVERY_MS,
        retryForMs: HOUR_MS,
        fallbackAfterMs: 300_000,
        retention: through.retention ?? { incidentsMs: 400 * DAY_MS, messagesMs: 90 * DAY_MS },
        boardUrl: "http://127.0.0.1:8420/",
      }),
    /** Lets `durationMs` pass. */
    pass: (durationMs: number) => clock.advanceTo(clock.nowMs() + durationMs),
    /** What the receiver was told, in order: reason and kind, such as `opened late`. */
    told: () =>
      receiver.received.map(({ text }) => {
        const { reason, incident } = JSON.parse(text);
        return `${reason} ${incident.kind}`;
      }),
    /** The same, and of a summary how many it tells of, and the kinds of those that it lists. */
    messages: () =>
      receiver.received.map(({ text }) => {
        const { reason, incident, incidents, more } = JSON.parse(text);
        if (incident) return `${reason} ${incident.kind}`;
        const kinds = (incidents as readonly { kind: string }[]).map(({ kind }) => kind);
        return `${reason} of ${kinds.length + more}: ${kinds.join(", ")}`;
      }),
    dedupKeys: () => receiver.received.map(({ text }) => JSON.parse(text).dedupKey as string),
    close: async () => {
      await log.close();
      await state.close();
      await receiver.close();
      await rm(directory, { recursive: true });
    },
  };
}
