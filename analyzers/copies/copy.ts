import type { Checksum, EventOf } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { ProofLevel } from "../../schemas/proof.ts";

const OBSERVATIONS_MAX = 50;

/** An object as it was once seen. */
export type Observation = {
  readonly observedAtMs: number;
  readonly sizeBytes: bigint;
  readonly checksum: Checksum | null;
  readonly encrypted: boolean | null;
  readonly storageClass: string | null;
  readonly lockedUntilMs: number | null;
};

/** A proof has shown that it cannot be restored: when, and which level it failed. */
export type Damage = { readonly atMs: number; readonly level: ProofLevel };

/**
 * One stored object of a run. Observations are in order of their instant, of those in a row that
 * say nothing new only the first and the last.
 */
export type Copy = {
  readonly place: NonNullable<Finding["copy"]>;
  observations: Observation[];
  removedAtMs: number | null;
  damage: Damage | null;
};

export type Role = Copy["place"]["role"];

export function createCopy({ role, vault, uri }: Copy["place"]): Copy {
  return { place: { role, vault, uri }, observations: [], removedAtMs: null, damage: null };
}

/** Gives how many observations had to go, as there are too many. */
export function noteObservation(copy: Copy, event: EventOf<"vigie.copy.observed.v1">): number {
  const { observedAt, sizeBytes, checksum, encrypted, storageClass, lockedUntil } = event.data.copy;
  const seen: Observation = {
    observedAtMs: observedAt,
    sizeBytes,
    checksum: checksum ?? null,
    encrypted: encrypted ?? null,
    storageClass: storageClass ?? null,
    lockedUntilMs: lockedUntil ?? null,
  };
  const all = copy.observations.some((known) => isSame(known, seen))
    ? copy.observations
    : [...copy.observations, seen].sort((a, b) => a.observedAtMs - b.observedAtMs);
  const kept = all.filter((known, index) => {
    const [before, after] = [all[index - 1], all[index + 1]];
    return !(before && after && saysNothing(before, known) && saysNothing(known, after));
  });
  const isFull = kept.length > OBSERVATIONS_MAX;
  copy.observations = isFull ? [...kept.slice(0, 1), ...kept.slice(2)] : kept;
  return isFull ? 1 : 0;
}

export function noteRemoval(copy: Copy, removedAtMs: number): void {
  copy.removedAtMs = Math.max(copy.removedAtMs ?? removedAtMs, removedAtMs);
}

/** What was seen of the object that is there now: nothing where it was removed since. */
export function presentObservations({ observations, removedAtMs }: Copy): readonly Observation[] {
  if (removedAtMs === null) return observations;
  return observations.filter(({ observedAtMs }) => observedAtMs > removedAtMs);
}

/** Whether the object that is there now is known to be none that can be restored. */
export function isDamaged({ damage, removedAtMs }: Copy): boolean {
  return damage !== null && damage.atMs > (removedAtMs ?? Number.NEGATIVE_INFINITY);
}

/** Whether it is there, and nothing is known against it. */
export function isUsable(copy: Copy): boolean {
  return presentObservations(copy).length > 0 && !isDamaged(copy);
}

/** Checksums of one algorithm over the same range of bytes; an absent type is full. */
export function areComparable(a: Checksum | null, b: Checksum | null): boolean {
  if (!a || !b) return false;
  return a.algorithm === b.algorithm && (a.type ?? "full") === (b.type ?? "full");
}

/** False only where size or comparable checksums differ. */
export function haveSameBytes(a: Observation, b: Observation): boolean {
  if (a.sizeBytes !== b.sizeBytes) return false;
  return !areComparable(a.checksum, b.checksum) || a.checksum?.value === b.checksum?.value;
}

/** Whether it is encrypted as last said of the object that is there now; null: nobody said. */
export function isEncrypted(copy: Copy): boolean | null {
  return presentObservations(copy).findLast((seen) => seen.encrypted !== null)?.encrypted ?? null;
}

/** The later of two in a row shows the same object, kept or locked longer. */
function saysNothing(a: Observation, b: Observation): boolean {
  return (
    haveSameBytes(a, b) &&
    (b.encrypted === null || a.encrypted === b.encrypted) &&
    (a.lockedUntilMs ?? 0) <= (b.lockedUntilMs ?? 0)
  );
}

function isSame(a: Observation, b: Observation): boolean {
  return (
    a.observedAtMs === b.observedAtMs &&
    a.sizeBytes === b.sizeBytes &&
    a.checksum?.value === b.checksum?.value &&
    a.lockedUntilMs === b.lockedUntilMs &&
    a.encrypted === b.encrypted
  );
}
