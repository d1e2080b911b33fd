import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { canonicalJson } from "./canonical-json.ts";

/**
 * Keeps a proof as a file that stands alone, its public key beside it:
 * `<seriesId>/<finishedAt>-<id>.json`. Writing it again changes nothing.
 */
export async function writeProofFile(
  proofs: ObjectStore,
  proof: Proof,
  publicKeyPem: string,
): Promise<string> {
  const folder = seriesId(proof.series);
  const instant = proof.finishedAt.replaceAll(":", "");
  const name = `${folder}/${instant}-${proof.id}.json`;
  const document = canonicalJson({ proof: proofSchema.parse(proof), publicKeyPem });
  await proofs.write(name, Buffer.from(`${document}\n`));
  await proofs.write(`${folder}/${proof.key}.pem`, Buffer.from(publicKeyPem));
  return name;
}
