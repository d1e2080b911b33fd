import type { LogConnection } from "../../../platform/log/open-log.ts";
import type { StateConnection } from "../../../platform/state/open-state.ts";
import type { Acceptance } from "../acceptance.ts";
import type { Grant } from "../grant.ts";
import type { PackedItems } from "./pack-items.ts";

/** What the thread is started with: it has connections of its own. */
export type Orders = {
  readonly log: LogConnection;
  readonly state: StateConnection;
  readonly aheadMaxMs: number;
  readonly identitiesKeptMs: number;
};

export type Question =
  | {
      readonly kind: "take";
      readonly number: number;
      readonly items: PackedItems;
      readonly grant: Grant;
      readonly nowMs: number;
      readonly traceparent?: string | undefined;
    }
  | { readonly kind: "stop" };

/** An error's class is lost on the way: an `OperatingError` is told by what it carries. */
export type Failure =
  | {
      readonly kind: "operating";
      readonly message: string;
      readonly retryable: boolean;
      readonly hint: string | undefined;
      readonly cause: unknown;
    }
  | { readonly kind: "bug"; readonly error: unknown };

export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "taken"; readonly number: number; readonly acceptance: Acceptance }
  | { readonly kind: "failed"; readonly number: number | null; readonly failure: Failure }
  | { readonly kind: "appended"; readonly topic: string; readonly seconds: number };
