import { copiesView } from "../copies/copies-view.ts";
import { fleetView } from "../fleet/fleet-view.ts";
import { incidentsView } from "../incidents/incidents-view.ts";
import { proofsView } from "../proofs/proofs-view.ts";
import { seriesView } from "../series/series-view.ts";
import { createLateView } from "./late-view.ts";
import type { PageView } from "./page-view.ts";

const requestsView = createLateView(
  { name: "requests", title: { en: "Restore requests", fr: "Demandes de restauration" } },
  async () => (await import("../requests/requests-view.ts")).requestsView,
);

const pipelineView = createLateView(
  { name: "pipeline", title: { en: "Pipeline health", fr: "État de Vigie" } },
  async () => (await import("../pipeline/pipeline-view.ts")).pipelineView,
);

/** Every view there is, in the order of the navigation. */
export const VIEWS: readonly PageView[] = [
  fleetView,
  seriesView,
  copiesView,
  proofsView,
  incidentsView,
  requestsView,
  pipelineView,
];
