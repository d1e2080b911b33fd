import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { KeyHistory } from "./keys/key-history.ts";
import type { SigningKeys } from "./open-keys.ts";

/** What a proof can be checked with: its public key, and the keys' record where they changed. */
export type ProofKeys = { readonly publicKeyPem: string; readonly keys?: KeyHistory | undefined };

/**
 * Keeps a proof as a file that stands alone, its public key beside it:
 * `<seriesId>/<finishedAt>-<id>.json`. Writing it again changes nothing.
 */
export async function writeProofFile(
  proofs: ObjectStore,
  proof: Proof,
  { publicKeyPem, keys }: ProofKeys,
): Promise<string> {
  const folder = seriesId(proof.series);
  const name = `${folder}/${proofFileName(proof)}`;
  const document = canonicalJson({ proof: proofSchema.parse(proof), publicKeyPem, keys });
  await proofs.write(name, Buffer.from(`${document}\n`));
  await proofs.write(`${folder}/${proof.key}.pem`, Buffer.from(publicKeyPem));
  return name;
}

/** Without its folder: files sort by the time of their proofs. */
export function proofFileName({ finishedAt, id }: Proof): string {
  return `${finishedAt.replaceAll(":", "")}-${id}.json`;
}

/** A proof that was sealed before a rotation is still checked with the key of then. */
export function proofKeys({ key }: Proof, signing: SigningKeys): ProofKeys {
  const { publicKeyPem, history } = signing.current?.() ?? signing;
  const entry = history?.find((one) => one.act !== "revoked" && one.key === key);
  const pem = entry && "publicKeyPem" in entry ? entry.publicKeyPem : publicKeyPem;
  return { publicKeyPem: pem, keys: history };
}
