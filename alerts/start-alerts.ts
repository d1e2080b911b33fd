import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import { NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import type { WebhookConfig } from "../schemas/config.ts";
import { alertsMigrations } from "./alerts-migrations.ts";
import { createPageCounter } from "./create-page-counter.ts";
import { deliverDue } from "./deliver-due.ts";
import { openFindingsIntake } from "./open-findings-intake.ts";
import type { Pager } from "./pager.ts";
import { createLogPager } from "./pagers/log/create-log-pager.ts";
import { createWebhookPager } from "./pagers/webhook/create-webhook-pager.ts";

type Options = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pagers: readonly WebhookConfig[];
  /** Secrets that sign webhooks, by the pager's name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly pollEveryMs: number;
  readonly retryForMs: number;
  readonly boardUrl: string;
  readonly telemetry?: Telemetry;
};

/**
 * Makes findings into incidents, and tells the log and the webhooks of them; a slow webhook holds
 * up nobody else.
 */
export async function startAlerts(options: Options): Promise<{ stop(): Promise<void> }> {
  const { state, clock, logger, secrets, pollEveryMs } = options;
  const pagers = [
    createLogPager(logger),
    ...options.pagers.map((config) => createWebhookPager(config, secrets.get(config.name) ?? null)),
  ];
  refuseSameNames(pagers);
  const pages = createPageCounter((options.telemetry ?? NO_TELEMETRY).meter);
  for (const { name } of pagers) pages.begin(name);
  await state.migrate(alertsMigrations());
  const intake = openFindingsIntake({ ...options, pagers });
  const tasks = [
    intake.drain,
    ...pagers.map((pager) => () => deliverDue(pager, { ...options, pages })),
  ];
  const recurring = tasks.map((task) => clock.every(pollEveryMs, () => tryNow(task, logger)));
  return {
    stop: async () => {
      await Promise.all(recurring.map(({ stop }) => stop()));
      await intake.close();
    },
  };
}

/** What was told is remembered by the pager's name. */
function refuseSameNames(pagers: readonly Pager[]): void {
  const names = pagers.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new OperatingError(`Cannot tell two pagers apart as both are called ${twice}`, {
    retryable: false,
    hint: "Give each of `alerts.pagers` a name of its own; `log` is the process's own log",
  });
}

/** A dependency's failure that may pass is logged; the next turn tries again. */
async function tryNow(task: () => Promise<void>, logger: Logger): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof OperatingError && error.retryable)) throw error;
    logger.warn({ err: error, hint: error.hint }, "Alerts could not go on, will try again");
  }
}
