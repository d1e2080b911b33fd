import type { Series } from "../../schemas/series.ts";
import type { World } from "../detection/world.ts";
import { tellNoPolicy } from "./tell-unprotected.ts";

type Subject = { readonly series: Series; readonly subject: string };

/** Of a series that is backed up though no policy asks for it, unless it is paused or retired. */
export function settleNoPolicy(world: World, { series, subject }: Subject, nowMs: number) {
  const { suspensionAt, resumedMs } = world.decisions.of(series, subject);
  const fault = tellNoPolicy(series, resumedMs(nowMs));
  const suspension = suspensionAt(nowMs);
  if (!suspension) return world.ledger.settle({ verdict: "found", fault }, nowMs);
  const resolution = suspension.why;
  world.ledger.settle({ verdict: "clear", matter: fault, resolution }, nowMs);
}
