import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { loadConfig } from "../config/load-config.ts";
import { startVigie } from "../processes/start-vigie.ts";
import type { Terminal } from "../terminal.ts";
import { REAL_PACE } from "./make-config.ts";
import { writeConfig } from "./places.ts";
import type { Demo } from "./run-demo.ts";
import { startReceiver } from "./start-receiver.ts";

const TICK_EVERY_MS = 100;

type Options = {
  readonly demo: Demo;
  readonly terminal: Terminal;
  readonly stopped: () => Promise<void>;
};

/**
 * Starts Vigie again on the story's data, its clock going on at its real pace from where the story
 * ended, until Ctrl-C.
 */
export async function stayUp({ demo, terminal, stopped }: Options): Promise<void> {
  const system = createSystemClock();
  const logger = createLogger({ level: "warn", destination: process.stderr });
  const clock = createSimulatedClock(demo.endedAtMs);
  const startedAtMs = system.nowMs();
  const tick = system.every(TICK_EVERY_MS, () =>
    clock.advanceTo(demo.endedAtMs + system.nowMs() - startedAtMs),
  );
  await using receiver = await startReceiver();
  const places = { ...demo.places, webhook: receiver.url };
  const file = await writeConfig(places, { pace: REAL_PACE });
  const vigie = await startVigie({ config: loadConfig({ file }), clock, logger, environment: {} });
  terminal.err(`\nThe board: ${vigie.url}  (Ctrl-C ends the demo)`);
  terminal.err(`Ask it:    npm run vigie -- findings --config ${file}`);
  await stopped();
  await tick.stop();
  await vigie.stop();
}
