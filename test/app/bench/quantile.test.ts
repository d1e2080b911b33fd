import { expect, test } from "vitest";
import { quantile } from "../../../app/bench/quantile.ts";

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

test.each([
  [HUNDRED, 0.5, 50],
  [HUNDRED, 0.99, 99],
  [[...HUNDRED, 1_000], 0.99, 100],
  [[7], 0.99, 7],
  [[1, 2], 0.5, 1],
  [[1, 2], 0.99, 2],
])("quantile() %#: so great a share does not exceed it", (values, share, wanted) => {
  expect(quantile(values, share)).toBe(wanted);
});
