import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { ONE_IS_A_WARNING, ONE_IS_BAD } from "../limits.ts";

export const COPIES_BOARD: Board = {
  name: "copies",
  title: { en: "Copies and vaults", fr: "Copies et coffres" },
  help: {
    en: "Where copies are, and whether duplicates are what they should be.",
    fr: "Où sont les copies, et si les copies dupliquées sont conformes.",
  },
  variables: ["tenant", "environment", "product", "site"],
  rows: [
    {
      height: 9,
      items: [
        {
          width: 12,
          panel: findPanel("copies/duplicates"),
          look: {
            is: "table",
            limits: {
              missing: ONE_IS_BAD,
              lost: ONE_IS_BAD,
              differing: ONE_IS_BAD,
              late: ONE_IS_A_WARNING,
            },
          },
        },
        { width: 12, panel: findPanel("copies/mismatches"), look: { is: "table" } },
      ],
    },
    {
      height: 9,
      items: [
        {
          width: 12,
          panel: findPanel("copies/lag"),
          look: { is: "bars", x: "day", values: ["median_seconds", "p95_seconds"] },
        },
        {
          width: 12,
          panel: findPanel("copies/rereads"),
          look: { is: "bars", x: "day", values: ["bytes"], by: "vault" },
        },
      ],
    },
    {
      height: 9,
      items: [{ width: 24, panel: findPanel("copies/vaults"), look: { is: "table" } }],
    },
    {
      height: 9,
      items: [
        { width: 12, panel: findPanel("copies/locks"), look: { is: "table" } },
        {
          width: 12,
          panel: findPanel("copies/purges"),
          look: { is: "table", limits: { overdue_copies: ONE_IS_A_WARNING } },
        },
      ],
    },
  ],
};
