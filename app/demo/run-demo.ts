import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { loadConfig } from "../config/load-config.ts";
import { startVigie, type Vigie } from "../processes/start-vigie.ts";
import { backUpNights } from "./back-up-nights.ts";
import { type Comparison, compareFindings } from "./compare-findings.ts";
import { createDraw } from "./draw.ts";
import { type FaultName, NIGHTS, plantFaults } from "./faults.ts";
import { STORY_PACE } from "./make-config.ts";
import { createPlaces, type Places, writeConfig } from "./places.ts";
import { type PlannedRun, planNights, STORY_STARTS_AT_MS, storyEndsAtMs } from "./plan-nights.ts";
import { type Backup, startProduction } from "./production/start-production.ts";
import { readOutcome } from "./read-outcome.ts";
import { jobSteps, type Step } from "./run-jobs.ts";
import { sendEvent } from "./send-event.ts";
import { startReceiver } from "./start-receiver.ts";

export type DemoOptions = {
  readonly directory: string;
  readonly seed: number;
  readonly faults: readonly FaultName[];
  readonly port: number;
  /** Told after each night. */
  readonly onNight: (night: number) => void;
  /** Where backups come from; real databases unless given. */
  readonly production?: typeof startProduction;
  /**
   * Changes the configuration text before Vigie reads it; what a test uses to take a promise away.
   */
  readonly configure?: (yaml: string) => string;
};

export type DemoOutcome = Comparison & {
  readonly directory: string;
  readonly configFile: string;
  readonly reports: readonly string[];
  readonly pages: number;
};

export type Demo = {
  readonly outcome: DemoOutcome;
  /** Where the story stands; the clock goes on from here when the demo stays up. */
  readonly endedAtMs: number;
  readonly places: Places;
};

/**
 * Plays the whole story on a simulated clock and compares what was planted with what Vigie found.
 */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  await rm(options.directory, { recursive: true, force: true });
  await mkdir(options.directory, { recursive: true });
  const draw = createDraw(options.seed);
  const planted = plantFaults(options.faults, draw);
  const runs = planNights(planted, draw);
  await using receiver = await startReceiver();
  const places = await createPlaces(options.directory, receiver.url, options.port);
  const configFile = await writeConfig(places, {
    pace: STORY_PACE,
    configure: options.configure,
  });
  const clock = createSimulatedClock(STORY_STARTS_AT_MS);
  const logger = createLogger({
    level: "info",
    destination: createWriteStream(join(options.directory, "vigie.log")),
  });
  const [production, vigie] = await Promise.all([
    (options.production ?? startProduction)(
      join(options.directory, "production"),
      new Date(STORY_STARTS_AT_MS).toISOString(),
    ),
    startVigie({
      config: loadConfig({ file: configFile }),
      ...{ clock, logger, environment: {}, keepsBaselines: false },
    }),
  ]);
  try {
    const backups = backUpNights({ production, runs, directory: places.staging });
    await playStory({ options, clock, places, runs, backups, vigie });
    const found = await readOutcome(places.data);
    const comparison = compareFindings({ planted, runs, backups: await settle(backups), ...found });
    const { reports } = found;
    const outcome = {
      ...comparison,
      directory: options.directory,
      configFile,
      reports,
      pages: receiver.count(),
    };
    return { outcome, endedAtMs: clock.nowMs(), places };
  } finally {
    await Promise.all([production.stop(), vigie.stop()]);
  }
}

type Backups = ReadonlyMap<PlannedRun, Promise<Backup & { readonly path: string }>>;

type Story = {
  readonly options: DemoOptions;
  readonly clock: SimulatedClock;
  readonly places: Places;
  readonly runs: readonly PlannedRun[];
  readonly backups: Backups;
  readonly vigie: Vigie;
};

async function playStory({ options, clock, places, runs, backups, vigie }: Story): Promise<void> {
  const staged = (run: PlannedRun) => {
    const backup = backups.get(run);
    if (!backup) throw new Error(`No backup was planned for ${run.runId}`);
    return backup;
  };
  const earlier = (run: PlannedRun, nights: number) =>
    runs.find((one) => one.target === run.target && one.night === run.night - nights);
  const steps = runs.flatMap((run): readonly Step[] =>
    jobSteps(run, {
      vaults: places.vaults,
      staged,
      earlier,
      send: (event) => sendEvent(vigie.url, places.token(run.target.tenant), event),
    }),
  );
  const ends = Array.from({ length: NIGHTS }, (_, at): Step => {
    const night = at + 1;
    const atMs = STORY_STARTS_AT_MS + night * 86_400_000;
    return { atMs, act: async () => options.onNight(night) };
  });
  for (const step of [...steps, ...ends].sort((one, other) => one.atMs - other.atMs)) {
    await clock.advanceTo(Math.min(step.atMs, storyEndsAtMs()));
    await step.act();
  }
  await clock.advanceTo(storyEndsAtMs());
}

async function settle(backups: Backups): Promise<ReadonlyMap<PlannedRun, Backup>> {
  return new Map(
    await Promise.all([...backups].map(async ([run, backup]) => [run, await backup] as const)),
  );
}
