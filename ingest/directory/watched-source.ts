import type { DirectorySource } from "../../schemas/source.ts";

/** What the collectors of vaults have in common. */
export type WatchedSource = Pick<DirectorySource, "name" | "pattern" | "series" | "reports"> & {
  readonly vaults: readonly Pick<DirectorySource["vaults"][number], "name" | "role">[];
  readonly everyMs: number;
  /** What has not changed for so long has settled. */
  readonly settleMs: number;
  /** What was examined is examined again after so long, within a budget an hour. */
  readonly again: { readonly everyMs: number; readonly costPerHour: number };
};
