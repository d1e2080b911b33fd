import { createHash } from "node:crypto";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Root of the Merkle tree over `leaves`, SHA-256 in hex, as RFC 6962 (2.1) has it: leaves and
 * nodes are told apart by a first byte, and a list is split at the greatest power of two below its
 * length.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOf(leaves.map((leaf) => sha256(LEAF, Buffer.from(leaf, "utf8")))).toString("hex");
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (!only) return sha256();
  if (hashes.length === 1) return only;
  const half = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return sha256(NODE, rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
