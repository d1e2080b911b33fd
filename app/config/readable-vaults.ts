import type { Config } from "../../schemas/config.ts";

/** The directories that verification may read copies from. */
export function readableVaults({ sources, verification }: Config): readonly string[] {
  const watched = sources.flatMap(({ vaults }) => vaults.map(({ path }) => path));
  return [...watched, ...verification.vaults];
}
