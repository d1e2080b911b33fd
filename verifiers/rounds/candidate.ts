import type { ProofLevel } from "../../schemas/proof.ts";
import type { PresentCopy } from "../copies/read-copies.ts";

/** What makes a copy worth a look that its period does not ask for. */
export const RISKS = [
  "last-proof-expiring",
  "anomaly",
  "upgrade",
  "size-change",
  "long-unproven",
] as const;
export type Risk = (typeof RISKS)[number];

/** A copy that a round may choose, with all that bears on whether it does. */
export type Candidate = PresentCopy & {
  /** Whether it is of the newest run of its series that has any copy. */
  readonly isNewest: boolean;
  /** When its run started, or else when it was first observed. */
  readonly bornAtMs: number;
  /** When the series was first observed. */
  readonly seriesSinceMs: number;
  /** When a copy of the series in this vault was last tried, whoever asked; null for never. */
  readonly vaultTriedAtMs: number | null;
  /** What its policy asks for. */
  readonly everyMs: number;
  readonly level: ProofLevel;
  readonly risks: readonly Risk[];
  /** How long it will take, by the last attempts at its series. */
  readonly seconds: number;
};
