import { COPIES_PANELS } from "./copies/copies-panels.ts";
import { FLEET_PANELS } from "./fleet/fleet-panels.ts";
import { INCIDENTS_PANELS } from "./incidents/incidents-panels.ts";
import type { Panel } from "./panel.ts";
import { PIPELINE_PANELS } from "./pipeline/pipeline-panels.ts";
import { PROOF_PANELS } from "./proofs/proof-panels.ts";
import { SERIES_PANELS } from "./series/series-panels.ts";

/** Every panel, board by board. */
export const PANELS: readonly Panel[] = [
  ...FLEET_PANELS,
  ...SERIES_PANELS,
  ...COPIES_PANELS,
  ...PROOF_PANELS,
  ...INCIDENTS_PANELS,
  ...PIPELINE_PANELS,
];
