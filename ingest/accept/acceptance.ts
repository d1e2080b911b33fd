import type { Reject } from "../../schemas/reject.ts";
import type { Fault } from "./fault.ts";

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
};

/** What became of the items of a call; `index` is an item's place in it. */
export type Acceptance = {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly (Reject & { readonly index: number })[];
};
