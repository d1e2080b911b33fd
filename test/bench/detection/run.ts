import process from "node:process";
import { parseArgs } from "node:util";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { benchDetection } from "./bench-detection.ts";
import { type BenchParameters, DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import { renderDetection } from "./render-detection.ts";

/** `npm run bench:detection`: see docs/bench-detection.md. */
const USAGE = "Usage: npm run bench:detection -- [--seed N] [--series N] [--days N] [--json]";
const WRONG_USAGE = 64;
/** Of fewer, damage has no room between what comes before and after it. */
const DAYS_MIN = 60;

const asked = readOptions();
if (asked === null) {
  process.stderr.write(
    `${USAGE}\nA seed is a whole number; series at least 10, days at least ${DAYS_MIN}.\n`,
  );
  process.exitCode = WRONG_USAGE;
} else {
  const clock = createSystemClock();
  const beganAtMs = clock.nowMs();
  const progress = (step: string) => {
    const seconds = ((clock.nowMs() - beganAtMs) / 1_000).toFixed(1);
    process.stderr.write(`${seconds} s: ${step}\n`);
  };
  const bench = await benchDetection(asked.parameters, { clock, progress });
  progress("done");
  const shown = asked.json ? JSON.stringify(bench, null, 1) : renderDetection(bench);
  process.stdout.write(`${shown}\n`);
}

function readOptions(): { readonly parameters: BenchParameters; readonly json: boolean } | null {
  const number = { type: "string" } as const;
  const options = {
    seed: number,
    series: number,
    days: number,
    json: { type: "boolean" },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const { seed, series, days } = DEFAULT_PARAMETERS;
    const wanted = {
      seed: Number(values.seed ?? seed),
      series: Number(values.series ?? series),
      days: Number(values.days ?? days),
    };
    const isFine = Object.values(wanted).every(Number.isSafeInteger);
    if (!isFine || wanted.series < 10 || wanted.days < DAYS_MIN) return null;
    return {
      parameters: { ...DEFAULT_PARAMETERS, ...wanted },
      json: values.json ?? !process.stdout.isTTY,
    };
  } catch {
    return null;
  }
}
