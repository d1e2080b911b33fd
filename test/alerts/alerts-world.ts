import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { startAlerts } from "../../alerts/start-alerts.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { WebhookConfig } from "../../schemas/config.ts";
import type { Finding } from "../../schemas/finding.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { openTestState } from "../services/open-test-state.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

export const START_MS = Date.parse("2026-11-17T06:00:00Z");
const POLL_EVERY_MS = 10_000;
const HOUR_MS = 3_600_000;

type Line = { readonly level: number; readonly msg: string; readonly reason?: string };

/**
 * Alerts on a real log, a real state store and a real receiver, on a clock that is told what time
 * it is.
 */
export async function openAlertsWorld(webhook: Partial<WebhookConfig> = {}) {
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
    start: (through: { readonly state?: StateStore } = {}) =>
      startAlerts({
        log,
        state: through.state ?? state,
        clock,
        logger: createLogger({ level: "info", destination }),
        pagers: [pager],
        secrets: new Map(),
        pollEveryMs: POLL_EVERY_MS,
        retryForMs: HOUR_MS,
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
    dedupKeys: () => receiver.received.map(({ text }) => JSON.parse(text).dedupKey as string),
    close: async () => {
      await log.close();
      await state.close();
      await receiver.close();
      await rm(directory, { recursive: true });
    },
  };
}
