import { expect, test } from "vitest";
import { merkleRoot } from "../../../verifiers/report/merkle-root.ts";

/**
 * Of the tests of Certificate Transparency (RFC 6962): the empty tree, and the tree of one empty
 * leaf.
 */
test.each([
  [[], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  [[""], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
])("merkleRoot(%j) is that of RFC 6962", (leaves, root) => {
  expect(merkleRoot(leaves)).toBe(root);
});

test("merkleRoot() changes with every leaf, their order and their number", () => {
  const leaves = ["a", "b", "c", "d", "e"];
  const others = [
    ...leaves.map((leaf) => leaves.map((other) => (other === leaf ? "x" : other))),
    leaves.toReversed(),
    leaves.slice(1),
    [...leaves, "e"],
  ];
  const roots = [leaves, ...others].map(merkleRoot);
  expect(new Set(roots).size).toBe(roots.length);
});
