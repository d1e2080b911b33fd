import type { Clock } from "../../../platform/clock/clock.ts";
import type { SandboxLimits } from "../sandbox-limits.ts";
import type { Account } from "../servers/find-account.ts";
import type { Lease } from "../servers/open-lease.ts";
import type { Binaries } from "./find-postgres.ts";

/** What a restore works with. */
export type ServerWork = {
  readonly lease: Lease;
  readonly account: Account | null;
  readonly clock: Clock;
  readonly limits: SandboxLimits;
  /** Whether the server has no network at all. */
  readonly offline: boolean;
  readonly binaries: Binaries;
};
