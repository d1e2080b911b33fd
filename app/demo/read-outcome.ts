import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import { openPeople } from "../commands/open-people.ts";
import { readFindings } from "../commands/read-findings.ts";
import { readProofs } from "../commands/read-proofs.ts";

export type Found = {
  readonly findings: readonly Finding[];
  readonly proofs: readonly Proof[];
  /** Paths of the weekly reports that Vigie wrote by itself. */
  readonly reports: readonly string[];
};

/** Asks the running Vigie, as any command does, what it found and proved. */
export async function readOutcome(data: string): Promise<Found> {
  await using people = await openPeople({ data, store: { kind: "embedded" } }, {});
  const findings = await readFindings(people.store, {});
  const proofs = await readProofs(people.store);
  const directory = join(data, "reports");
  const names = await readdir(directory).catch(() => []);
  const reports = names.filter((name) => name.endsWith(".html")).sort();
  return { findings, proofs, reports: reports.map((name) => join(directory, name)) };
}
