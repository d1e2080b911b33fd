import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { METRIC_CHARTS as METRIC } from "../metrics.ts";

/** As `collector-silent` opens. */
const SILENT_LIMITS = { warn: 900, bad: 3_600 };

export const PIPELINE_BOARD: Board = {
  name: "pipeline",
  title: { en: "Pipeline health", fr: "État de Vigie" },
  help: {
    en: "Whether Vigie itself is in good health: what it takes in, how far behind it is.",
    fr: "Si Vigie elle-même va bien : ce qu’elle reçoit, et son retard.",
  },
  variables: [],
  rows: [
    {
      height: 8,
      items: [
        {
          width: 8,
          panel: findPanel("pipeline/stages"),
          // Without limits: where all is well nothing new is found or verified for long.
          look: { is: "table" },
        },
        {
          width: 16,
          panel: findPanel("pipeline/watermarks"),
          look: {
            is: "table",
            limits: { behind_seconds: SILENT_LIMITS, silent_seconds: SILENT_LIMITS },
          },
        },
      ],
    },
    {
      height: 8,
      items: [
        {
          width: 12,
          panel: findPanel("pipeline/intake"),
          look: { is: "lines", time: "step_at", values: ["per_minute"] },
        },
        {
          width: 12,
          panel: findPanel("pipeline/lag"),
          look: { is: "lines", time: "at", values: ["median_seconds", "p95_seconds"] },
        },
      ],
    },
    {
      height: 8,
      items: [
        { width: 6, metric: METRIC.events },
        { width: 6, metric: METRIC.intake },
        { width: 6, metric: METRIC.lag },
        { width: 6, metric: METRIC.lagRecords },
      ],
    },
    {
      height: 8,
      items: [
        { width: 6, metric: METRIC.append },
        { width: 6, metric: METRIC.storeWrite },
        { width: 6, metric: METRIC.storeFailures },
        { width: 6, metric: METRIC.rejects },
      ],
    },
    {
      height: 8,
      items: [
        { width: 6, metric: METRIC.watermarks },
        { width: 6, metric: METRIC.pages },
        { width: 6, metric: METRIC.memory },
        { width: 6, metric: METRIC.processor },
      ],
    },
    {
      height: 9,
      items: [
        { width: 12, panel: findPanel("pipeline/rejects"), look: { is: "table" } },
        { width: 12, panel: findPanel("pipeline/sources"), look: { is: "table" } },
      ],
    },
    {
      height: 8,
      items: [
        { width: 16, panel: findPanel("pipeline/types"), look: { is: "table" } },
        { width: 8, panel: findPanel("pipeline/tables"), look: { is: "table" } },
      ],
    },
  ],
};
