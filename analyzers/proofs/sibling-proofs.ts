import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { Memory } from "../detection/memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";

/** Runs whose proofs are remembered; of more the one first heard of goes. */
const RUNS_MAX = 100_000;

/** The last that was shown of one copy. */
export type CopyProof = {
  readonly place: NonNullable<Finding["copy"]>;
  readonly proof: string;
  readonly outcome: Proof["outcome"];
  readonly level: Proof["level"];
  readonly finishedAt: string;
};

/** What proofs showed of the copies of one run, by uri; and of each series the last good one. */
export function createSiblingProofs(memory: Memory, passOver: PassOver) {
  const runs = memory.of("runs", () => new Map<string, Map<string, CopyProof>>());
  const good = memory.of("good", () => new Map<string, CopyProof & { readonly runId: string }>());

  function note(subject: string, proof: Proof) {
    const key = `${subject}\n${proof.runId}`;
    const { role, vault, uri } = proof.copy;
    const { outcome, level, finishedAt } = proof;
    const seen = { place: { role, vault, uri }, proof: proof.id, outcome, level, finishedAt };
    runs.set(key, (runs.get(key) ?? new Map<string, CopyProof>()).set(uri, seen));
    const before = good.get(subject);
    if (outcome === "failed" && before?.place.uri === uri) good.delete(subject);
    if (outcome === "proven") good.set(subject, { ...seen, runId: proof.runId });
    const [oldest] = runs.keys();
    if (runs.size > RUNS_MAX && oldest !== undefined && runs.delete(oldest))
      passOver("runs-proven", subject);
  }

  return {
    note,
    /** Those of the run's other copies, in the order in which they were first proven. */
    others: (subject: string, { runId, copy }: Proof): readonly CopyProof[] =>
      [...(runs.get(`${subject}\n${runId}`)?.values() ?? [])].filter(
        ({ place }) => place.uri !== copy.uri,
      ),
    lastGood: (subject: string) => good.get(subject) ?? null,
  };
}
