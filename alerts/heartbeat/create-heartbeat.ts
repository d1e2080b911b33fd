import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { HeartbeatConfig } from "../../schemas/heartbeat.ts";
import { readPagersHealth } from "../delivery/pager-health-rows.ts";
import { openReceiver } from "../http/open-receiver.ts";
import { outcomeOf } from "../http/outcome-of.ts";
import type { PagerContext } from "../pagers/pager-context.ts";
import { judgeHealth, type Vitals } from "./judge-health.ts";

/** Longer than a turn that has much to do; the switch waits a few minutes by itself. */
const LATE_MS = 3 * 60_000;

type Options = PagerContext & {
  readonly state: StateStore;
  readonly logger: Logger;
  readonly fallbackAfterMs: number;
  readonly pagers: readonly { readonly name: string }[];
  readonly vitals: () => Pick<Vitals, "intakeAtMs" | "duesAtMs" | "analysisAtMs" | "isDiskFull">;
};

/**
 * Says to a dead man's switch that Vigie lives, as often as it is configured and only while that is
 * true. Each call does nothing until it is time; that it was not said is logged once.
 */
export function createHeartbeat(config: HeartbeatConfig, options: Options): () => Promise<void> {
  const { clock, logger, state } = options;
  const { url, client } = openReceiver({ ...config, name: "heartbeat" }, options);
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let missedFor: string | null = null;

  return async () => {
    const nowMs = clock.nowMs();
    if (nowMs < nextAtMs) return;
    nextAtMs = nowMs + config.every;
    const fault = (await findFault(nowMs)) ?? (await send());
    if (fault !== null && missedFor === null)
      logger.error({ reason: fault }, "The heartbeat to the dead man's switch stays away");
    if (fault === null && missedFor !== null) logger.info("The heartbeat is back");
    missedFor = fault;
  };

  async function findFault(nowMs: number): Promise<string | null> {
    const health = await state.transact(readPagersHealth);
    const failedBeforeMs = nowMs - options.fallbackAfterMs;
    const failingPagers = health
      .filter(({ failingSinceMs }) => failingSinceMs !== null && failingSinceMs <= failedBeforeMs)
      .map(({ pager }) => pager);
    const pagers = options.pagers.map(({ name }) => name);
    const vitals = { ...options.vitals(), pagers, failingPagers };
    return judgeHealth(vitals, { nowMs, lateMs: LATE_MS });
  }

  async function send(): Promise<string | null> {
    const outcome = outcomeOf(await client.exchange(url, { method: config.method }));
    return outcome.sent ? null : outcome.reason;
  }
}
