import { type BenchParameters, DEFAULT_PARAMETERS } from "../bench-parameters.ts";

/** What of the default parameters is otherwise; a part of a group leaves the rest of it. */
type World = {
  readonly [P in keyof BenchParameters]?: BenchParameters[P] extends
    | string
    | number
    | boolean
    | readonly unknown[]
    ? BenchParameters[P]
    : Partial<BenchParameters[P]>;
};

/** So that a detector isn't made for one history: estates that differ in what makes them hard. */
const WORLDS = {
  default: {},
  noisy: {
    size: {
      sigma: { full: 0.012, incremental: 0.5, differential: 0.2, log: 0.65 },
      sigmaSpread: 4,
      heavyTails: { share: 0.05, scale: 2.5 },
    },
    ratio: { sigma: { full: 0.03, partial: 0.12 } },
    duration: { sigma: 0.3, contention: 0.2 },
    shares: { retries: 0.04, repeatedEvents: 0.03, movedCopies: 0.01, heldBackRuns: 0.002 },
    delivery: { outagesPerCollectorYear: 30 },
  },
  calm: {
    size: {
      sigma: { full: 0.003, incremental: 0.15, differential: 0.06, log: 0.2 },
      heavyTails: { share: 0, scale: 1 },
      monthEnd: { share: 0.1, bump: [0.3, 0.1] },
      constantFulls: 0.4,
    },
    duration: { sigma: 0.06, contention: 0.03 },
    delivery: { outagesPerCollectorYear: 2 },
    incidents: timesIncidents(0.3),
    hardships: { "level shift": 1, "announced change": 1, upgrade: 0.3, "one-off load": 0.2 },
  },
  "small databases": {
    size: { base: [15, 1.8], tiny: 0.4, constantFulls: 0.3, withoutGrowth: 0.5 },
    weights: { daily: 6, workdays: 3, weekly: 3, logged: 2, vm: 0, share: 0 },
  },
  "few series, many days": { series: 50, days: 400, seriesPerTenant: 5 },
  "weekend-heavy": {
    weights: { daily: 1, workdays: 5, weekly: 2, logged: 1, vm: 4, share: 4 },
    size: {
      weekend: [2, 0.5],
      monthEnd: { share: 0.9, bump: [1, 0.3] },
      holidaysPerYear: 20,
    },
  },
  "no collectors": { shares: { withoutCollector: 1, withoutVaultCollector: 1 } },
  "fast logs": {
    series: 24,
    days: 60,
    logsEvery: "15m",
    // 96 runs a day that nobody ever purges are no estate.
    shares: { withoutRetention: 0 },
    weights: { daily: 1, workdays: 0, weekly: 1, logged: 3, vm: 0, share: 0 },
  },
  "learned schedules": { shares: { learnedSchedules: 1 } },
  crowded: {
    incidents: timesIncidents(3),
    hardships: { "level shift": 8, "announced change": 6, upgrade: 3, "one-off load": 2 },
    shares: { legalHolds: 0.2, announcedPurges: 0.2, recoveries: 0.3, copyOnlyFulls: 0.02 },
  },
} as const satisfies Record<string, World>;

export type WorldName = keyof typeof WORLDS;
export const WORLD_NAMES = Object.keys(WORLDS).filter(isWorld);

export function isWorld(name: string): name is WorldName {
  return Object.hasOwn(WORLDS, name);
}

/** The default parameters as they are in a world. */
export function parametersOf(name: WorldName): BenchParameters {
  const world: World = WORLDS[name];
  const { weights, shares, size, ratio, duration } = DEFAULT_PARAMETERS;
  const { delivery, incidents, hardships } = DEFAULT_PARAMETERS;
  return {
    ...DEFAULT_PARAMETERS,
    ...world,
    weights: { ...weights, ...world.weights },
    shares: { ...shares, ...world.shares },
    size: { ...size, ...world.size },
    ratio: { ...ratio, ...world.ratio },
    duration: { ...duration, ...world.duration },
    delivery: { ...delivery, ...world.delivery },
    incidents: { ...incidents, ...world.incidents },
    hardships: { ...hardships, ...world.hardships },
  };
}

function timesIncidents(factor: number): Partial<BenchParameters["incidents"]> {
  const rates = Object.entries(DEFAULT_PARAMETERS.incidents);
  return Object.fromEntries(rates.map(([kind, rate]) => [kind, rate * factor]));
}
