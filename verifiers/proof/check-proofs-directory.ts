import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { checkProof } from "./check-proof.ts";
import { joinHistories } from "./keys/judge-signer.ts";
import { NO_PROOF_BEFORE } from "./seal-proof.ts";
import { proofFileName } from "./write-proof-file.ts";

/** A proof's file: the signed document, and what it can be checked with. */
export const proofFileSchema = z.object({
  proof: z.unknown(),
  publicKeyPem: z.string(),
  keys: z.unknown().optional(),
});

/** The signed roots of the weeks lie beside the series' folders. */
export const ROOTS_FOLDER = "roots/";

/** More files are not looked at. */
const FILES_MAX = 1_000_000;

export type DirectoryCheck = {
  readonly verdict: "sound" | "damaged";
  readonly proofs: number;
  readonly series: number;
  /** The last proof of each chain, by the series' id: what a week's report must name. */
  readonly heads: Readonly<Record<string, string>>;
  /** Why it is damaged; empty where it is sound. */
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
};

type Options = {
  readonly fingerprint?: string | null;
  readonly history?: unknown;
  /** What reports, signed elsewhere, say of the chains. */
  readonly heads?: readonly KnownHead[];
};

/** A series' chain as a report names it: so many proofs, the last of which has this hash. */
export type KnownHead = {
  readonly seriesId: string;
  readonly proofs: number;
  readonly head: string;
};

type Read = { readonly name: string; readonly proof: Proof };

/**
 * Checks all proofs below a directory: each by itself, and that those of each series are one chain
 * from its first proof on. The newest that are absent show only against `heads`.
 */
export async function checkProofsDirectory(
  root: string,
  options: Options = {},
): Promise<DirectoryCheck> {
  const reasons: string[] = [];
  const notes = new Set<string>();
  const chains = new Map<string, Read[]>();
  for (const name of await listFiles(root)) {
    if (name.startsWith(ROOTS_FOLDER)) continue;
    const file = parse(await readFile(join(root, name), "utf8"));
    if (!file) {
      reasons.push(`${name}: It is no proof of Vigie`);
      continue;
    }
    const { proof, faults, doubts } = checkFile(name, file, options);
    reasons.push(...faults.map((fault) => `${name}: ${fault}`));
    for (const doubt of doubts) notes.add(doubt);
    if (!proof) continue;
    const id = seriesId(proof.series);
    chains.set(id, [...(chains.get(id) ?? []), { name, proof }]);
  }
  const heads: Record<string, string> = {};
  for (const [id, proofs] of chains) {
    const { head, faults } = followChain(proofs);
    heads[id] = head;
    reasons.push(...faults);
  }
  reasons.push(...missingHeads(chains, options.heads ?? []));
  const proofs = [...chains.values()].reduce((sum, { length }) => sum + length, 0);
  const verdict = reasons.length === 0 && proofs > 0 ? "sound" : "damaged";
  if (proofs === 0) reasons.push("There is no proof in it");
  return { verdict, proofs, series: chains.size, heads, reasons, notes: [...notes] };
}

async function listFiles(root: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of createDirectoryObjects({ root }).list()) {
    if (name.endsWith(".json")) names.push(name);
    if (names.length >= FILES_MAX) break;
  }
  return names.sort();
}

function parse(text: string) {
  try {
    return proofFileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function checkFile(
  name: string,
  { proof: document, publicKeyPem, keys }: z.infer<typeof proofFileSchema>,
  { fingerprint = null, history: given }: Options,
) {
  const { history, forked } = joinHistories(keys, given);
  const check = checkProof(document, { publicKeyPem, fingerprint, history });
  const proof = proofSchema.safeParse(document).data ?? null;
  const base = name.split("/").at(-1);
  const faults = [
    ...check.reasons,
    ...(forked ? ["The key history is another than the one given"] : []),
    ...(proof && proofFileName(proof) !== base ? ["Its name is that of another proof"] : []),
  ];
  return { proof, faults, doubts: check.notes };
}

/** Follows a chain from its begin; what it does not come by is told. */
function followChain(proofs: readonly Read[]) {
  const faults: string[] = [];
  const byPrevious = Map.groupBy(proofs, ({ proof }) => proof.previous);
  const known = new Set(proofs.map(({ proof }) => proof.hash));
  for (const [previous, followers] of byPrevious) {
    const [first, ...others] = followers;
    if (!first) continue;
    for (const { name, proof } of others)
      faults.push(
        proof.hash === first.proof.hash
          ? `${name}: It is the same proof as ${first.name}`
          : `${name}: It follows the same proof as ${first.name}`,
      );
    if (previous !== NO_PROOF_BEFORE && !known.has(previous))
      faults.push(`${first.name}: The proof before it is missing (${previous})`);
  }
  return { head: orderOf(proofs).at(-1) ?? NO_PROOF_BEFORE, faults };
}

/** The hashes of a chain, first proof first, as far as it goes on without a gap. */
function orderOf(proofs: readonly Read[]): readonly string[] {
  const followers = new Map(proofs.map(({ proof }) => [proof.previous, proof.hash]));
  const order = new Set<string>();
  for (let next = followers.get(NO_PROOF_BEFORE); next; next = followers.get(next)) {
    if (order.has(next)) break;
    order.add(next);
  }
  return [...order];
}

/** Two heads at their places of one chain show that the later one followed the other. */
function missingHeads(
  chains: ReadonlyMap<string, readonly Read[]>,
  heads: readonly KnownHead[],
): readonly string[] {
  return heads.flatMap(({ seriesId: id, proofs, head }) => {
    const order = orderOf(chains.get(id) ?? []);
    if (order[proofs - 1] === head) return [];
    return [`${id}: Its proof number ${proofs} is missing or another: the report names ${head}`];
  });
}
