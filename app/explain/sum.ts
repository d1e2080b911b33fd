import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Finding, FindingKind } from "../../schemas/finding.ts";
import type { Pencil } from "./create-pencil.ts";

/** How the sum of a kind is written, and why there is none where nothing can be written. */
export type Sum = {
  readonly write?: (pencil: Pencil, finding: SummedFinding) => readonly string[];
  readonly none?: Bilingual;
};
export type SummedFinding = Pick<Finding, "kind" | "severity" | "series" | "openedAt" | "evidence">;

export type SumsOf<Kind extends FindingKind> = Readonly<Record<Kind, Sum>>;
