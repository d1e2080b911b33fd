import { type Comparison, compareCopies } from "./compare-copies.ts";
import { type Copy, type Observation, presentObservations } from "./copy.ts";
import { type CopyScene, presentCopy } from "./copy-scene.ts";

/** Primary and duplicate of one run as each was first seen, and how they compare. */
export type Pair = {
  readonly comparison: Comparison;
  readonly primary: Observation;
  readonly duplicate: Observation;
  readonly copy: Copy["place"];
};

/**
 * Null where one of the two is not there. Copies repaired in place since they were first seen are
 * the same now.
 */
export function comparePair(scene: CopyScene): Pair | null {
  const copy = presentCopy(scene, "duplicate");
  const ofPrimary = observationsOf(presentCopy(scene, "primary"));
  const ofDuplicate = observationsOf(copy);
  const [primary, duplicate] = [ofPrimary[0], ofDuplicate[0]];
  const [lastPrimary, lastDuplicate] = [ofPrimary.at(-1), ofDuplicate.at(-1)];
  if (!copy || !primary || !duplicate || !lastPrimary || !lastDuplicate) return null;
  const isRepaired = compareCopies(lastPrimary, lastDuplicate) === "same";
  const comparison: Comparison = isRepaired ? "same" : compareCopies(primary, duplicate);
  return { comparison, primary, duplicate, copy: copy.place };
}

function observationsOf(copy: Copy | null): readonly Observation[] {
  return copy ? presentObservations(copy) : [];
}
