import { createHash } from "node:crypto";
import type { FindingKind } from "../../schemas/finding.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { PoliciesSince } from "../driver/note-policies.ts";
import { digestSources } from "./digest-sources.ts";

/** When this was loaded: what lies there later is not the code that runs. */
const SOURCES = digestSources();

type Rules = {
  readonly policies: readonly Policy[];
  readonly off: readonly FindingKind[];
  readonly since: PoliciesSince;
};

/** All that is to be the same where a checkpoint is gone on from: code, policies, since when. */
export function agreementOf({ policies, off, since }: Rules): string {
  const { allMs, calendarsMs, verificationsMs } = since;
  const rules = [policies, off, allMs, [...calendarsMs], [...verificationsMs]];
  return createHash("sha256").update(SOURCES).update(JSON.stringify(rules)).digest("hex");
}
