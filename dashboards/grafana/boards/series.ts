import type { Board } from "../board.ts";
import { findPanel } from "../find-panel.ts";
import { ONE_IS_A_WARNING, ONE_IS_BAD } from "../limits.ts";

const SHARE_LIMITS = { ratio: { warn: 0.8, bad: 0.95 } };
const OPEN_LIMITS = { critical: ONE_IS_BAD, warnings: ONE_IS_A_WARNING };

export const SERIES_BOARD: Board = {
  name: "series",
  title: { en: "Series", fr: "Série" },
  help: {
    en: "One series: how it stands, its runs, its copies, what is proven of it.",
    fr: "Une série : où elle en est, ses exécutions, ses copies, ce qui en est prouvé.",
  },
  variables: ["tenant", "environment", "product", "site", "search", "series"],
  marks: findPanel("series/findings"),
  rows: [
    {
      height: 5,
      items: [
        {
          width: 18,
          panel: findPanel("series/identity"),
          look: {
            is: "figures",
            values: [
              ...["state", "lastSuccessAt", "nextSlot", "lastSizeBytes", "critical", "warnings"],
              ...["lastProof", "lastProvenAt", "rpo", "rto"],
            ],
            limits: OPEN_LIMITS,
          },
        },
        { width: 6, panel: findPanel("incidents/people"), look: { is: "table" } },
      ],
    },
    {
      height: 11,
      items: [
        {
          width: 12,
          panel: findPanel("series/sizes"),
          look: {
            is: "lines",
            time: "at",
            values: ["size", "stored", "expected"],
            band: { low: "low", high: "high" },
          },
        },
        {
          width: 6,
          panel: findPanel("series/durations"),
          look: { is: "lines", time: "at", values: ["duration"] },
        },
        {
          width: 6,
          panel: findPanel("series/compression"),
          look: { is: "lines", time: "at", values: ["ratio"], limits: SHARE_LIMITS },
        },
      ],
    },
    {
      height: 9,
      items: [
        { width: 12, panel: findPanel("series/findings"), look: { is: "table" } },
        { width: 12, panel: findPanel("series/copies"), look: { is: "table" } },
      ],
    },
    {
      height: 9,
      items: [{ width: 24, panel: findPanel("series/chain"), look: { is: "table" } }],
    },
    {
      height: 9,
      items: [
        { width: 12, panel: findPanel("series/proofs"), look: { is: "table" } },
        { width: 12, panel: findPanel("series/runs"), look: { is: "table" } },
      ],
    },
    {
      height: 10,
      items: [
        {
          width: 24,
          panel: findPanel("series/list"),
          look: { is: "table", limits: OPEN_LIMITS },
        },
      ],
    },
  ],
};
