import { COPY_ROLES } from "../../schemas/events.ts";
import type { Matter } from "../findings/judgement.ts";
import type { Run } from "../runs/run.ts";
import { MISMATCHES } from "./compare-copies.ts";

/** All that may be open about the copies of one run. */
export function mattersOf(subject: string, run: Run): readonly Matter[] {
  const about = (kind: Matter["kind"], what: string): Matter => ({
    ...{ kind, subject },
    about: `${run.runId}\n${what}`,
  });
  return [
    ...COPY_ROLES.flatMap((role) => [about("copy-missing", role), about("copy-lost", role)]),
    ...[...run.copies.keys()].flatMap((uri) => [
      about("copy-changed", uri),
      about("lock-short", uri),
    ]),
    ...MISMATCHES.map((kind) => about(kind, "pair")),
    about("copy-checksum-mismatch", "claim"),
  ];
}
