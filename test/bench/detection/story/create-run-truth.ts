import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { SlotPlan } from "./bend-slot.ts";
import { expectedRatioLog, expectedSizeLog } from "./expected-log.ts";
import type { Hardships } from "./plan-hardships.ts";
import { longestS } from "./plan-incidents.ts";
import type { Measured } from "./truth-run.ts";

const DAY_MS = 86_400_000;
const BYTES_MAX = 2 ** 50;
/** What was encrypted by somebody else grows a little when it is compressed. */
const ENCRYPTED_RATIO = 0.99;
const SECONDS_MIN = 1;
const DEGREES = 3;

export type RunTruth = {
  readonly draw: (index: number, plan: SlotPlan) => DrawnRun;
};

type Drawing = {
  readonly dice: Dice;
  /** The same for all lines of a site. */
  readonly siteDice: Dice;
  readonly hardships: Hardships;
};

type DrawnRun = {
  readonly bytes: number;
  readonly storedBytes: number;
  readonly durationMs: number;
  readonly size: Measured;
  readonly duration: Measured;
  readonly ratio: Measured;
};

/** The sizes, ratios and durations of a line's runs, one after the other. */
export function createRunTruth(
  line: Line,
  parameters: BenchParameters,
  { dice, siteDice, hardships }: Drawing,
): RunTruth {
  const { truth } = line;
  const { autocorrelation: phi, heavyTails } = parameters.size;
  const { sigma: ownSigma, contention } = parameters.duration;
  let slow = dice.normal(0, 1);

  /** Half of the variance wanders, half is new with each run; both have a variance of 1. */
  function drawNoise(): number {
    slow = phi * slow + Math.sqrt(1 - phi ** 2) * dice.normal(0, 1);
    const isHeavy = dice.chance(heavyTails.share);
    const fresh = isHeavy ? heavyTails.scale * student(dice) : dice.normal(0, 1);
    return Math.SQRT1_2 * (slow + fresh);
  }

  /** What a night's runs of a site have in common. */
  function drawContention(dueMs: number): number {
    const night = Math.floor(dueMs / DAY_MS);
    return siteDice.fork(`${night}`).normal(0, contention);
  }

  function draw(index: number, plan: SlotPlan): DrawnRun {
    const sizeMean = expectedSizeLog(line, index, hardships);
    const wanted = Math.exp(sizeMean + truth.sigma * drawNoise() + plan.sizeLog);
    const bytes = plan.bytes ?? Math.min(BYTES_MAX, Math.round(wanted));
    const ratioMean = expectedRatioLog(line, index, hardships.shifts);
    const honest = Math.exp(Math.max(0, ratioMean + truth.ratioSigma * dice.normal(0, 1)));
    const share = plan.encryptedShare;
    const ratio = 1 / (share / ENCRYPTED_RATIO + (1 - share) / honest);
    const storedBytes = Math.max(1, Math.round(bytes / ratio));
    const usualS = truth.overheadS + bytes / truth.bytesPerS;
    const contended = drawContention(line.dues[index] ?? 0);
    const drawnS = usualS * Math.exp(contended + dice.normal(0, ownSigma) + plan.durationLog);
    const durationMs =
      plan.durationMs ?? 1_000 * Math.min(longestS(line), Math.max(SECONDS_MIN, drawnS));
    return {
      bytes,
      storedBytes,
      durationMs: Math.round(durationMs),
      size: { log: Math.log(Math.max(1, bytes)), mean: sizeMean, sigma: truth.sigma },
      duration: {
        log: Math.log(durationMs / 1_000),
        mean: Math.log(usualS),
        sigma: Math.hypot(ownSigma, contention),
      },
      ratio: {
        log: Math.log(Math.max(1, bytes) / storedBytes),
        mean: ratioMean,
        sigma: truth.ratioSigma,
      },
    };
  }

  return { draw };
}

function student(dice: Dice): number {
  const squares = Array.from({ length: DEGREES }, () => dice.normal(0, 1) ** 2);
  return dice.normal(0, 1) / Math.sqrt(squares.reduce((sum, square) => sum + square) / DEGREES);
}
