import type { Store } from "../../platform/store/store.ts";
import type { Finding } from "../../schemas/finding.ts";
import { NamingError } from "./naming-error.ts";
import { readFindings } from "./read-findings.ts";

const SHOWN_MAX = 10;

/** The one finding whose id begins as a person says. */
export async function findFinding(store: Store, id: string): Promise<Finding> {
  const found = await readFindings(store, { id });
  const [first, other] = found;
  if (!first) throw new NamingError(`No finding begins with ${id}`, "`vigie findings` lists them.");
  if (!other) return first;
  const shown = found.slice(0, SHOWN_MAX).map((one) => `  ${one.id}  ${one.kind}`);
  const hint = ["Say more of it:", ...shown].join("\n");
  throw new NamingError(`${found.length} findings begin with ${id}`, hint);
}
