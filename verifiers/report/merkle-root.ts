import { createHash } from "node:crypto";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Root of the Merkle tree over `leaves`, SHA-256 in hex, as RFC 6962 (2.1) has it: leaves and
 * nodes are told apart by a first byte, and a list is split at the greatest power of two below its
 * length.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOf(leaves.map(hashLeaf)).toString("hex");
}

/** The same for a leaf by itself: what an audit path begins with. */
export function hashLeaf(leaf: string): Buffer {
  return sha256(LEAF, Buffer.from(leaf, "utf8"));
}

/** A node from those below it. */
export function hashNode(left: Buffer, right: Buffer): Buffer {
  return sha256(NODE, left, right);
}

/** Where a list of leaves is split: the greatest power of two below its length. */
export function splitAt(leaves: number): number {
  return 2 ** Math.ceil(Math.log2(leaves) - 1);
}

export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (!only) return sha256();
  if (hashes.length === 1) return only;
  const half = splitAt(hashes.length);
  return hashNode(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
