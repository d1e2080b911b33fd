import { createAnnouncements } from "../changes/announcements.ts";
import { createDecisions } from "../decisions/decisions.ts";
import { createLedger } from "../findings/create-ledger.ts";
import { createVaultDeletions } from "../mass-deletion/vault-deletions.ts";
import { createPackedMemory } from "../packing/create-packed-memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import { createRemovingVaults } from "../purge-overdue/removing-vaults.ts";
import { createAlarms } from "./alarms.ts";
import { createChannels } from "./channels.ts";
import type { DetectionOptions } from "./create-detection.ts";
import type { KnownSeries } from "./known-series.ts";
import type { Memory } from "./memory.ts";
import type { Sleeper, World } from "./world.ts";

type WorldOptions = Pick<DetectionOptions, "off" | "hearsProofs" | "packed">;
type Parts = {
  readonly memory: Memory;
  readonly watches: ReadonlyMap<string, KnownSeries>;
  readonly passOver: PassOver;
};

export function createWorld(
  { off, hearsProofs = false, packed = createPackedMemory() }: WorldOptions,
  { memory, watches, passOver }: Parts,
): World {
  const wake = (subject: string, nowMs: number) => watches.get(subject)?.onDeletions.wake(nowMs);
  return {
    ledger: createLedger(off, memory.part("ledger"), passOver),
    channels: createChannels<Sleeper>(),
    timers: createAlarms<Sleeper>(),
    announcements: createAnnouncements(memory.part("announcements"), passOver),
    decisions: createDecisions(memory.part("decisions"), passOver),
    vaults: memory.of("vaults", () => new Map()),
    removingVaults: createRemovingVaults(memory, passOver),
    deletions: createVaultDeletions(memory.part("deletions"), wake, passOver),
    ...{ hearsProofs, packed, passOver },
  };
}
