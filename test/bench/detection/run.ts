import { existsSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { benchDetection, type DetectionBench } from "./bench-detection.ts";
import type { BenchParameters } from "./bench-parameters.ts";
import { listRealFlags, renderRealFlags } from "./real/list-real-flags.ts";
import { REAL_SERIES_DIRECTORY } from "./real/read-real-series.ts";
import { renderDetection } from "./render-detection.ts";
import { renderWorlds } from "./worlds/render-worlds.ts";
import { isWorld, parametersOf, WORLD_NAMES, type WorldName } from "./worlds/worlds.ts";

/** `npm run bench:detection`: see docs/bench-detection.md. */
const USAGE =
  "Usage: npm run bench:detection -- " +
  "[--seed N] [--series N] [--days N] [--world NAME | --worlds all | --real] [--json]";
const WRONG_USAGE = 64;
/** Of fewer, damage has no room between what comes before and after it. */
const DAYS_MIN = 60;
const SERIES_MIN = 10;
/** Of a world among all of them, if not said otherwise: a tenth of an hour for all. */
const OF_ALL = { series: 150, days: 120 };

type Asked = {
  readonly worlds: readonly WorldName[];
  readonly isReal: boolean;
  readonly isJson: boolean;
  readonly wanted: Partial<Pick<BenchParameters, "seed" | "series" | "days">>;
};

const asked = readOptions();
if (asked === null) {
  process.stderr.write(
    `${USAGE}\nA seed is a whole number; series at least ${SERIES_MIN}, days at least ` +
      `${DAYS_MIN}.\nWorlds: ${WORLD_NAMES.join("; ")}.\n`,
  );
  process.exitCode = WRONG_USAGE;
} else if (asked.isReal) await showReal(asked);
else await showWorlds(asked);

async function showReal({ isJson }: Asked): Promise<void> {
  if (!existsSync(REAL_SERIES_DIRECTORY)) {
    process.stderr.write(`There are no real series at ${REAL_SERIES_DIRECTORY.pathname}\n`);
    process.exitCode = WRONG_USAGE;
    return;
  }
  const flags = await listRealFlags();
  const told = flags.map(({ series, findings }) => ({ series: series.name, findings }));
  process.stdout.write(`${isJson ? JSON.stringify(told, null, 1) : renderRealFlags(flags)}\n`);
}

async function showWorlds({ worlds, wanted, isJson }: Asked): Promise<void> {
  const clock = createSystemClock();
  const beganAtMs = clock.nowMs();
  const benches = new Map<string, DetectionBench>();
  for (const world of worlds) {
    const progress = (step: string) => {
      const seconds = ((clock.nowMs() - beganAtMs) / 1_000).toFixed(1);
      process.stderr.write(`${seconds} s: ${world}: ${step}\n`);
    };
    const own = parametersOf(world);
    const most = worlds.length > 1 ? boundedBy(own, OF_ALL) : own;
    benches.set(world, await benchDetection({ ...most, ...wanted }, { clock, progress }));
    progress("done");
  }
  const [only] = benches.values();
  const isOne = benches.size === 1 && only !== undefined;
  const told = isOne ? only : Object.fromEntries(benches);
  const shown = isOne ? renderDetection(only) : renderWorlds(benches);
  process.stdout.write(`${isJson ? JSON.stringify(told, null, 1) : shown}\n`);
}

/** A world that is small by itself stays so. */
function boundedBy(own: BenchParameters, { series, days }: typeof OF_ALL): BenchParameters {
  const isSmall = own.series < series;
  return { ...own, series: Math.min(own.series, series), days: isSmall ? own.days : days };
}

function readOptions(): Asked | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ seed: text, series: text, days: text, world: text, worlds: text },
    ...{ real: flag, json: flag },
  } as const;
  try {
    const { seed, series, days, world, worlds, real, json } = parseArgs({ options }).values;
    const numbers = Object.entries({ seed, series, days }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Number(value)] as const],
    );
    const wanted: Asked["wanted"] = Object.fromEntries(numbers);
    const { series: ofSeries = SERIES_MIN, days: ofDays = DAYS_MIN } = wanted;
    const isFine = numbers.every(([, value]) => Number.isSafeInteger(value));
    if (!isFine || ofSeries < SERIES_MIN || ofDays < DAYS_MIN) return null;
    const named = world ?? "default";
    if (!isWorld(named) || (worlds !== undefined && worlds !== "all")) return null;
    return {
      worlds: worlds === "all" ? WORLD_NAMES : [named],
      isReal: real ?? false,
      isJson: json ?? !process.stdout.isTTY,
      wanted,
    };
  } catch {
    return null;
  }
}
