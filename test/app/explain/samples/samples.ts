import type { Finding } from "../../../../schemas/finding.ts";

/** Stories that lead to findings, by their kind and how they came about; the last is the sample. */
export type Samples = Readonly<Record<string, () => readonly Finding[]>>;
