import type { Memory } from "../detection/memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";

/** Of more it is not known, and what they keep too long is shown by inventories alone. */
const VAULTS_MAX = 100_000;

/** Vaults of which somebody tells what is removed. */
export type RemovingVaults = {
  readonly add: (vault: string) => void;
  readonly has: (vault: string) => boolean;
};

export function createRemovingVaults(memory: Memory, passOver: PassOver): RemovingVaults {
  const names = memory.of("removingVaults", () => new Set<string>());
  return {
    has: (vault) => names.has(vault),
    add: (vault) => {
      if (names.has(vault) || names.size < VAULTS_MAX) names.add(vault);
      else passOver("vaults", vault);
    },
  };
}
