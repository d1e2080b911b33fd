import type { Reject } from "../../schemas/reject.ts";
import type { Fault } from "./fault.ts";
import type { Grant } from "./grant.ts";

/** Bytes that should be one event: who brought them, and where in that they lay. */
export type Item = {
  readonly bytes: Uint8Array;
  readonly origin: string;
  readonly position: string;
  /**
   * Where its reader could not even get at it: why, and how long it was if `bytes` is only its
   * head.
   */
  readonly unread?: Fault & { readonly bytesTotal?: number };
  /** The id of the reject that is sent again with it. */
  readonly replayOf?: string;
};

/** What became of the items of a call; `index` is an item's place in it. */
export type Acceptance = {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly (Reject & { readonly index: number })[];
};

export type Acceptor = {
  /**
   * Durable before it resolves. Rejects with an `OperatingError`, having acknowledged nothing,
   * when log or state cannot write, or too much waits for them.
   */
  readonly accept: (items: readonly Item[], grant: Grant) => Promise<Acceptance>;
};
