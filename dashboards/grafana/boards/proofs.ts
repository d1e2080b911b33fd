import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { ONE_IS_A_WARNING, ONE_IS_BAD } from "../limits.ts";

export const PROOFS_BOARD: Board = {
  name: "proofs",
  title: { en: "Restore proofs", fr: "Preuves de restauration" },
  help: {
    en: "What the restores have proven, of how much, and until when.",
    fr: "Ce que les restaurations ont prouvé, de quelle part, et jusqu’à quand.",
  },
  variables: ["tenant", "environment", "product", "site"],
  rows: [
    {
      height: 9,
      items: [
        {
          width: 12,
          panel: findPanel("proofs/coverage"),
          look: {
            is: "table",
            limits: {
              share: { warn: 1, bad: 0.9 },
              failed: ONE_IS_BAD,
              overdue: ONE_IS_A_WARNING,
              never: ONE_IS_A_WARNING,
            },
          },
        },
        {
          width: 12,
          panel: findPanel("proofs/verdicts"),
          look: { is: "bars", x: "day", values: ["proven", "unproven", "failed"] },
        },
      ],
    },
    {
      height: 9,
      items: [
        {
          width: 12,
          panel: findPanel("proofs/restore-times"),
          look: { is: "table", limits: { share: { warn: 0.8, bad: 1 } } },
        },
        {
          width: 12,
          panel: findPanel("proofs/claims"),
          look: { is: "table", limits: { failed: ONE_IS_BAD } },
        },
      ],
    },
    {
      height: 9,
      items: [
        { width: 12, panel: findPanel("proofs/due"), look: { is: "table" } },
        { width: 12, panel: findPanel("proofs/expiring"), look: { is: "table" } },
      ],
    },
    {
      height: 10,
      items: [
        { width: 12, panel: findPanel("proofs/failures"), look: { is: "table" } },
        { width: 12, panel: findPanel("proofs/latest"), look: { is: "table" } },
      ],
    },
  ],
};
