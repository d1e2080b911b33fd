import type { PagerContext } from "../../alerts/pagers/pager-context.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";

/** What pagers are made with: English, Paris, six in the morning, a secret called wren. */
export const PAGER_CONTEXT: PagerContext = {
  readSecret: () => "wren",
  clock: createSimulatedClock(Date.parse("2026-11-17T06:00:00Z")),
  lang: "en",
  zone: "Europe/Paris",
};
