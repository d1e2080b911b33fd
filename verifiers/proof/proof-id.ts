import { createHash } from "node:crypto";
import type { Verification } from "../../schemas/proof.ts";

/** The id of the proof that a verification leads to. */
export function proofId({ id }: Pick<Verification, "id">): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 32);
}
