import type { Board } from "./board.ts";
import { COPIES_BOARD } from "./boards/copies.ts";
import { FLEET_BOARD } from "./boards/fleet.ts";
import { INCIDENTS_BOARD } from "./boards/incidents.ts";
import { PIPELINE_BOARD } from "./boards/pipeline.ts";
import { PROOFS_BOARD } from "./boards/proofs.ts";
import { SERIES_BOARD } from "./boards/series.ts";

/** Every board of Grafana. */
export const BOARDS: readonly Board[] = [
  FLEET_BOARD,
  SERIES_BOARD,
  COPIES_BOARD,
  PROOFS_BOARD,
  INCIDENTS_BOARD,
  PIPELINE_BOARD,
];
