import type { Announcements } from "../changes/announcements.ts";
import type { Decisions } from "../decisions/decisions.ts";
import type { Ledger } from "../findings/create-ledger.ts";
import type { VaultDeletions } from "../mass-deletion/vault-deletions.ts";
import type { PackedAssets } from "../packing/create-packed-memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import type { RemovingVaults } from "../purge-overdue/removing-vaults.ts";
import type { Alarms } from "./alarms.ts";
import type { Channels } from "./channels.ts";

/** What judges again when its time comes. */
export type Sleeper = {
  /** Its own among all of one detection, and the same in another that goes on with it. */
  readonly name: string;
  readonly wake: (nowMs: number) => void;
};

/** What all watches of one detection share. */
export type World = {
  readonly ledger: Ledger;
  readonly channels: Channels<Sleeper>;
  /** Woken by our own clock. */
  readonly timers: Alarms<Sleeper>;
  /** What people said beforehand would change. */
  readonly announcements: Announcements;
  /** What people decided since. */
  readonly decisions: Decisions;
  /** The vault last seen by tenant and role, for series whose copies have not been seen yet. */
  readonly vaults: Map<string, string>;
  /** Vaults of which a removal was told: that none is told means something there. */
  readonly removingVaults: RemovingVaults;
  /** What ends too early in each vault, whatever the series. */
  readonly deletions: VaultDeletions;
  /** Proofs are told too; where they are not, nothing can be said of their absence. */
  readonly hearsProofs: boolean;
  /** Told of what nothing can be remembered of, as there is too much. */
  readonly passOver: PassOver;
  /** What sleeps. */
  readonly packed: PackedAssets;
};
