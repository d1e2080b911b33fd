import type { PanelReader } from "../../dashboards/panels/create-panel-reader.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Vault } from "../../platform/objects/open-object.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { AskedVerifications } from "../../verifiers/asked/open-asked-verifications.ts";
import type { SigningKeys } from "../../verifiers/proof/open-keys.ts";

/** All that the routes of the API act on. */
export type ApiGround = {
  /** The store's `people` connection. */
  readonly store: Store;
  readonly state: StateStore;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly panels: PanelReader;
  readonly policies: readonly Policy[];
  /** How long a silence may be at most. */
  readonly silenceMaxMs: number;
  /** The weekly reports, as they were written. */
  readonly reports: ObjectStore;
  readonly verifications: AskedVerifications;
  /** They seal the reports of restore requests. */
  readonly keys: SigningKeys;
  /** Where copies may be read from; an `OperatingError` where a vault's secret is missing. */
  readonly openVaults: () => readonly Vault[];
};
