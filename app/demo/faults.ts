import type { Draw } from "./draw.ts";
import { type DemoSeries, ESTATE, VERIFIED_OFTEN_EVERY, VERIFIED_RARELY_EVERY } from "./estate.ts";

export const NIGHTS = 21;

/** What goes wrong, in the words of whoever would have to explain it. */
export const FAULTS = {
  "no-backup": "a night without backup",
  "late-backup": "a late backup",
  "cut-dump": "a dump cut in half",
  "emptied-database": "a dump of an emptied database",
  "flipped-byte": "one byte flipped in a duplicate after it was first hashed",
  "no-duplicate": "a duplicate never made",
  "random-bytes": "random bytes of the same length in both vaults",
  "stale-data": "a dump that restores perfectly but holds data a week old",
} as const;
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

export type PlantedFault = {
  readonly fault: FaultName;
  readonly target: DemoSeries;
  /** From 1. */
  readonly night: number;
};

/** Statistics need a week of history, and what is planted needs a day or two to show. */
const FIRST_NIGHT = 9;
const LAST_NIGHT = NIGHTS - 2;

/**
 * Puts each wanted fault on a series and a night of its own. What shows only in a restore is put
 * where the policy promises
 * one; what shows without is put where no restore would show it too, so that each fault has one
 * exact set of findings.
 */
export function plantFaults(wanted: readonly FaultName[], draw: Draw): readonly PlantedFault[] {
  const visitors = draw.shuffle(ESTATE.filter(isVerifiedOften));
  const dumps = draw.shuffle(ESTATE.filter((one) => !isVerifiedOften(one) && one.kind === "dump"));
  const images = ESTATE.filter((one) => one.kind === "image");
  const others = draw.shuffle([...dumps.slice(2), ...images]);
  const targets: Readonly<Record<FaultName, DemoSeries | undefined>> = {
    "random-bytes": visitors[0],
    "stale-data": visitors[1],
    "cut-dump": dumps[0],
    "emptied-database": dumps[1],
    "no-backup": others[0],
    "late-backup": others[1],
    "flipped-byte": others[2],
    "no-duplicate": others[3],
  };
  return FAULT_NAMES.flatMap((fault) => {
    const target = targets[fault];
    const night = draw.pick(nightsFor(fault));
    return target && wanted.includes(fault) ? [{ fault, target, night }] : [];
  });
}

function isVerifiedOften(one: DemoSeries): boolean {
  return one.product === "visitor";
}

function nightsFor(fault: FaultName): number[] {
  const nights = Array.from({ length: LAST_NIGHT - FIRST_NIGHT + 1 }, (_, at) => FIRST_NIGHT + at);
  const showsInRestore = fault === "random-bytes" || fault === "stale-data";
  return nights.filter((night) =>
    showsInRestore ? isDue(night, VERIFIED_OFTEN_EVERY) : !isDue(night, VERIFIED_RARELY_EVERY),
  );
}

function isDue(night: number, every: number): boolean {
  return (night - 1) % every === 0;
}
