import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { ONE_IS_A_WARNING, ONE_IS_BAD } from "../limits.ts";

const STATE_LIMITS = {
  missing: ONE_IS_BAD,
  stuck: ONE_IS_BAD,
  failed: ONE_IS_BAD,
  late: ONE_IS_A_WARNING,
  unprotected: ONE_IS_A_WARNING,
  unknown: ONE_IS_A_WARNING,
};

export const FLEET_BOARD: Board = {
  name: "fleet",
  title: { en: "Fleet", fr: "Parc" },
  help: {
    en: "Is everything backed up tonight?",
    fr: "Tout est-il sauvegardé cette nuit ?",
  },
  variables: ["tenant", "environment", "product", "site"],
  rows: [
    {
      height: 5,
      items: [
        {
          width: 24,
          panel: findPanel("fleet/slots-by-state"),
          look: { is: "tiles", name: "state", value: "series" },
        },
      ],
    },
    {
      height: 5,
      items: [
        {
          width: 24,
          panel: findPanel("fleet/totals"),
          look: {
            is: "figures",
            values: ["series", "openCritical", "openWarning", "unknown", "learning", "neverProven"],
            limits: { openCritical: ONE_IS_BAD, openWarning: ONE_IS_A_WARNING },
          },
        },
      ],
    },
    {
      height: 11,
      items: [
        {
          width: 14,
          panel: findPanel("fleet/wrong-now"),
          look: { is: "table" },
        },
        {
          width: 10,
          panel: findPanel("fleet/next-slots"),
          look: { is: "bars", x: "at", values: ["series"] },
        },
      ],
    },
    {
      height: 11,
      items: [
        {
          width: 24,
          panel: findPanel("fleet/slots-by-day"),
          look: { is: "calendar", day: "day", name: "name", sum: ["late", "failed", "missing"] },
        },
      ],
    },
    {
      height: 10,
      items: [
        {
          width: 12,
          panel: findPanel("fleet/by-tenant"),
          look: { is: "table", limits: STATE_LIMITS },
        },
        {
          width: 12,
          panel: findPanel("fleet/by-site"),
          look: { is: "table", limits: STATE_LIMITS },
        },
      ],
    },
    {
      height: 8,
      items: [{ width: 24, panel: findPanel("fleet/learning"), look: { is: "table" } }],
    },
  ],
};
