import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { BackupType, Fineness, SizeTruth } from "./line.ts";

const FINENESS: Readonly<Record<BackupType, Fineness>> = {
  full: "full",
  image: "full",
  incremental: "incremental",
  differential: "differential",
  log: "log",
};
/** A differential or incremental has so much of its full. */
const PART_LOG: Readonly<Record<Fineness, readonly [number, number]>> = {
  full: [0, 0],
  differential: [-2, 0.5],
  incremental: [-3.5, 0.7],
  log: [-5, 0.8],
};
const LOG_MIN = Math.log(4 * 1024 ** 2);
const LOG_MAX = Math.log(2e13);
const TINY_LOG = [Math.log(5e3), Math.log(1e6)] as const;
/** A usual run takes so long. */
const SECONDS: Readonly<Record<Fineness, readonly [number, number]>> = {
  full: [90, 70 * 60],
  differential: [60, 20 * 60],
  incremental: [60, 20 * 60],
  log: [40, 5 * 60],
};

export function drawSizeTruth(
  parameters: BenchParameters,
  dice: Dice,
  backupType: BackupType,
): SizeTruth {
  const { size, ratio } = parameters;
  const fineness = FINENESS[backupType];
  const isFull = fineness === "full";
  const isTiny = dice.chance(size.tiny);
  const [partMean, partSigma] = PART_LOG[fineness];
  const normalLog = dice.normal(...size.base) + dice.normal(partMean, partSigma);
  const baseLog = isTiny
    ? dice.within(...TINY_LOG)
    : Math.min(LOG_MAX, Math.max(LOG_MIN, normalLog));
  const isConstant = isFull && dice.chance(size.constantFulls);
  const spread = dice.withinLog(1 / size.sigmaSpread, size.sigmaSpread);
  const hasWeekend = fineness === "incremental" || fineness === "log";
  const seasonal = (season: {
    readonly share: number;
    readonly bump: readonly [number, number];
  }) => (!isFull && dice.chance(season.share) ? Math.abs(dice.normal(...season.bump)) : 0);
  const overheadS = dice.withinLog(20, 120);
  const usualS = Math.max(dice.withinLog(...SECONDS[fineness]), 1.5 * overheadS);
  return {
    fineness,
    baseLog,
    growthPerDay:
      isConstant || dice.chance(size.withoutGrowth) ? 0 : dice.normal(...size.growthPerDay),
    weekendLog: hasWeekend ? -Math.abs(dice.normal(...size.weekend)) : 0,
    monthEndLog: seasonal(size.monthEnd),
    quarterEndLog: seasonal(size.quarterEnd),
    sigma: isConstant ? 0 : size.sigma[fineness] * spread,
    ratioLog: dice.chance(ratio.incompressible) ? dice.within(0, 0.1) : dice.normal(...ratio.log),
    ratioSigma: isFull ? ratio.sigma.full : ratio.sigma.partial,
    overheadS,
    bytesPerS: Math.exp(baseLog) / (usualS - overheadS),
  };
}
