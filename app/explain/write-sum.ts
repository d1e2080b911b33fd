import type { Bilingual } from "../../schemas/bilingual.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import { createPencil, LACKING } from "./create-pencil.ts";
import type { Sum, SummedFinding } from "./sum.ts";
import { CHAIN_SUMS } from "./sums/chain-sums.ts";
import { COPY_SUMS } from "./sums/copy-sums.ts";
import { PROMISE_SUMS } from "./sums/promise-sums.ts";
import { RUN_SUMS } from "./sums/run-sums.ts";
import { SLOT_SUMS } from "./sums/slot-sums.ts";
import { WATCHMAN_SUMS } from "./sums/watchman-sums.ts";
import { writeCause } from "./sums/write-cause.ts";

const SUMS: Readonly<Record<FindingKind, Sum>> = {
  ...SLOT_SUMS,
  ...RUN_SUMS,
  ...COPY_SUMS,
  ...CHAIN_SUMS,
  ...PROMISE_SUMS,
  ...WATCHMAN_SUMS,
};

/** Of findings that an earlier version told. */
export const NOT_RECORDED: Bilingual = {
  en: "No sum: its evidence lacks the numbers, as a version before this one told it.",
  fr: "Pas de calcul : les valeurs manquent, car une version antérieure l'a signalé.",
};

/** The sum that decided a finding, or why there is none to redo. */
export type WrittenSum =
  | { readonly lines: readonly [string, ...string[]]; readonly none: null }
  | { readonly lines: readonly []; readonly none: Bilingual };

/** With its numbers filled in, and their units, for a person with a pencil. */
export function writeSum(finding: SummedFinding): WrittenSum {
  const { kind, series, evidence } = finding;
  const pencil = createPencil(evidence);
  const isParent = series === null && pencil.part("cause") !== null;
  const { write, none = NOT_RECORDED }: Sum = isParent ? { write: writeCause } : SUMS[kind];
  const lines = write?.(pencil, finding).filter((line) => !line.includes(LACKING));
  const [first, ...others] = lines ?? [];
  if (first === undefined) return { lines: [], none };
  return { lines: [first, ...others], none: null };
}
