import { createHmac } from "node:crypto";
import { instantToJson } from "../../schemas/instant.ts";
import { canonicalJson } from "../proof/canonical-json.ts";

const DRAWN_BITS = 48;

/** Instants that can be restored to: later than `fromMs`, no later than `untilMs`. */
export type InstantWindow = { readonly fromMs: number; readonly untilMs: number };

type Facts = {
  /** Of the proof. */
  readonly id: string;
  /** Of the bytes of the copy that is proven. */
  readonly sha256: string;
};

/**
 * Draws one instant of a window, each with the same chance: the first 48 bits of HMAC-SHA-256 under
 * the copy's SHA-256 over the canonical JSON of `["vigie-instant", id, from, until]`, as a share of
 * the window counted back from its end. All of it stands in the proof, so that anybody can draw it
 * again. Null where the window is empty.
 */
export function drawInstant({ fromMs, untilMs }: InstantWindow, facts: Facts): number | null {
  if (untilMs <= fromMs) return null;
  const said = ["vigie-instant", facts.id, instantToJson(fromMs), instantToJson(untilMs)];
  const lot = createHmac("sha256", Buffer.from(facts.sha256, "hex"))
    .update(canonicalJson(said))
    .digest()
    .readUIntBE(0, DRAWN_BITS / 8);
  return untilMs - Math.floor((lot / 2 ** DRAWN_BITS) * (untilMs - fromMs));
}
