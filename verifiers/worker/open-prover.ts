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
import { createInspector } from "../formats/child/create-inspector.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { openReadings } from "../rereading/open-readings.ts";
import { type EngineConfig, openSandboxes } from "../sandboxes/open-sandboxes.ts";
import type { SandboxLimits } from "../sandboxes/sandbox-limits.ts";
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
  /** The engines that restore, in order of preference; those that are installed if not said. */
  readonly engines?: readonly EngineConfig[] | undefined;
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
  const { state, keys, limits, engines, logger, directory } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const ledger = await openProofLedger(state, keys);
  const readings = await openReadings(state);
  const sandboxes = await openSandboxes({
    directory: join(directory, "sandboxes"),
    ...{ engines, limits, logger },
  });
  const proofs = createDirectoryObjects({ root: join(directory, "proofs") });
  const stopping = new AbortController();
  const prove = createProver({
    ...options,
    ...{ ledger, readings, proofs, bytesMax: limits.bytesMax },
    sandboxes: measureSandboxes(sandboxes, meter),
    inspect: createInspector({ ...limits, signal: stopping.signal }),
    count: createProofCounter(meter),
    signal: stopping.signal,
  });
  return { prove, stop: () => stopping.abort() };
}
