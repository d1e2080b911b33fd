import { hashLeaf, hashNode, rootOf, splitAt } from "./merkle-root.ts";

/** What leads from one leaf to the root, SHA-256 in hex, nearest first: RFC 6962, 2.1.1. */
export function auditPath(leaves: readonly string[], index: number): readonly string[] {
  return pathOf(leaves.map(hashLeaf), index).map((hash) => hash.toString("hex"));
}

function pathOf(hashes: readonly Buffer[], index: number): readonly Buffer[] {
  if (hashes.length <= 1) return [];
  const half = splitAt(hashes.length);
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half
    ? [...pathOf(left, index), rootOf(right)]
    : [...pathOf(right, index - half), rootOf(left)];
}

type Place = { readonly index: number; readonly size: number; readonly path: readonly string[] };

/**
 * The root that a leaf and its audit path lead to in a tree of so many leaves (RFC 9162, 2.1.3.2);
 * null where the path does not fit the tree.
 */
export function rootByPath(leaf: string, { index, size, path }: Place): string | null {
  if (index < 0 || index >= size) return null;
  let [node, last] = [index, size - 1];
  let hash = hashLeaf(leaf);
  for (const step of path) {
    if (last === 0) return null;
    const sibling = Buffer.from(step, "hex");
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash);
      while (node % 2 === 0 && node !== 0)
        [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else hash = hashNode(hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString("hex") : null;
}
