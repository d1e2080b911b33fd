import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { ONE_IS_BAD } from "../limits.ts";

const MINUTE_SECONDS = 60;

export const INCIDENTS_BOARD: Board = {
  name: "incidents",
  title: { en: "Incidents", fr: "Incidents" },
  help: {
    en: "What people are told of, and how soon somebody takes it in hand.",
    fr: "Ce dont les gens sont avertis, et en combien de temps quelqu’un s’en occupe.",
  },
  variables: ["tenant", "environment", "product", "site"],
  rows: [
    {
      height: 7,
      items: [
        {
          width: 8,
          panel: findPanel("incidents/standing"),
          look: { is: "table" },
        },
        { width: 8, panel: findPanel("incidents/by-cause"), look: { is: "table" } },
        {
          width: 8,
          panel: findPanel("incidents/by-kind"),
          look: { is: "table", limits: { open: ONE_IS_BAD } },
        },
      ],
    },
    {
      height: 11,
      items: [{ width: 24, panel: findPanel("incidents/list"), look: { is: "table" } }],
    },
    {
      height: 9,
      items: [
        {
          width: 8,
          panel: findPanel("incidents/acknowledging"),
          look: {
            is: "bars",
            x: "day",
            values: ["median_seconds", "p90_seconds"],
            limits: { p90_seconds: { warn: 15 * MINUTE_SECONDS, bad: 60 * MINUTE_SECONDS } },
          },
        },
        {
          width: 8,
          panel: findPanel("incidents/detecting"),
          look: { is: "bars", x: "day", values: ["median_seconds", "p90_seconds"] },
        },
        {
          width: 8,
          panel: findPanel("incidents/false-alarms"),
          look: { is: "bars", x: "week", values: ["pages", "false_alarms"] },
        },
      ],
    },
    {
      height: 9,
      items: [
        {
          width: 24,
          panel: findPanel("incidents/pages"),
          look: { is: "table", limits: { failed: ONE_IS_BAD } },
        },
      ],
    },
  ],
};
