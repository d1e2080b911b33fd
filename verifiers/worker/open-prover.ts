import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { Vault } from "../../platform/objects/open-object.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { openReadings } from "../rereading/open-readings.ts";
import { openSandboxes, type SandboxLimits } from "../sandboxes/pglite/open-sandboxes.ts";
import { createProver, type Prove } from "./create-prover.ts";
import { createProofCounter, measureSandboxes } from "./measure-proving.ts";
import { openProofLedger } from "./open-proof-ledger.ts";

export type VerifyingOptions = {
  readonly log: EventLog;
  /** The connection for verdicts. */
  readonly store: Store;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keys: SigningKeys;
  readonly limits: SandboxLimits;
  readonly policies: readonly Policy[];
  /** Vigie's data directory: `proofs/` and `sandboxes/` are below it. */
  readonly directory: string;
  /** Where copies may be read from. */
  readonly vaults: readonly Vault[];
  readonly telemetry?: Telemetry;
  /** The version of Vigie, which each proof names. */
  readonly version?: string;
};

export type Prover = { readonly prove: Prove; readonly stop: () => void };

/** All that leads verifications to proofs, on one data directory. */
export async function openProver(options: VerifyingOptions): Promise<Prover> {
  const { state, keys, limits, logger, directory } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const ledger = await openProofLedger(state, keys);
  const readings = await openReadings(state);
  const sandboxes = await openSandboxes({
    directory: join(directory, "sandboxes"),
    limits,
    logger,
  });
  const proofs = createDirectoryObjects({ root: join(directory, "proofs") });
  let stopping = false;
  const prove = createProver({
    ...options,
    ...{ ledger, readings, proofs, bytesMax: limits.bytesMax },
    sandboxes: measureSandboxes(sandboxes, meter),
    count: createProofCounter(meter),
    isStopping: () => stopping,
  });
  const stop = () => {
    stopping = true;
    sandboxes.stop();
  };
  return { prove, stop };
}
