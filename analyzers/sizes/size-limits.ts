import type { Series } from "../../schemas/series.ts";
import type { ScalePrior } from "../baselines/robust-scale.ts";

/** How far a size must be out before it is told: by its series' own spread and by logs of bytes. */
export type SizeLimits = {
  readonly scales: number;
  /** Where the run before was as far out on the same side: what is wrong lasts, chance does not. */
  readonly secondScales: number;
  readonly fall: number;
  readonly rise: number;
  /** What spreads of this backup type are like where little is known of the series. */
  readonly prior: ScalePrior;
  /** It has all of the asset, so that losing a part of it is losing data. */
  readonly isWhole: boolean;
  /** A quiet day backs up less. */
  readonly followsWork: boolean;
};

const FULL: SizeLimits = {
  scales: 6,
  secondScales: 4.5,
  fall: 0.1,
  rise: 0.18,
  prior: { scale: 0.006, runs: 4 },
  isWhole: true,
  followsWork: false,
};

/** After facts of the field, see docs/findings.md: what varies more must be further out. */
export const SIZE_LIMITS: Readonly<Record<Series["backupType"], SizeLimits>> = {
  full: FULL,
  image: FULL,
  incremental: {
    scales: 6.5,
    secondScales: 4.5,
    fall: 1.4,
    rise: 1.2,
    prior: { scale: 0.4, runs: 8 },
    isWhole: false,
    followsWork: true,
  },
  differential: {
    scales: 7.5,
    secondScales: 5,
    fall: 0.7,
    rise: 0.6,
    prior: { scale: 0.16, runs: 8 },
    isWhole: false,
    followsWork: false,
  },
  log: {
    scales: 6.5,
    secondScales: 4.5,
    fall: 1.6,
    rise: 1.3,
    prior: { scale: 0.5, runs: 8 },
    isWhole: false,
    followsWork: true,
  },
};
