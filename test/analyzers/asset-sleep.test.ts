import { expect, test } from "vitest";
import type { Asset } from "../../analyzers/detection/asset.ts";
import { createAwakeAssets } from "../../analyzers/detection/awake-assets.ts";
import { createMemory } from "../../analyzers/detection/memory.ts";

/** Only its sleep is asked of it. */
function assetOf(name: string, slept: string[], isInUse = () => false): Asset {
  const sleep = () => !isInUse() && slept.push(name) > 0;
  return { sleep } as unknown as Asset;
}

test("of more assets than may be awake the one used longest ago goes to sleep", () => {
  const slept: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => assetOf(name, slept));
  const awake = createAwakeAssets(2);
  for (const asset of [a, b, a, c]) {
    if (asset) awake.noteUse(asset);
    awake.sleepBeyondMax();
  }
  expect(slept).toEqual(["b"]);
});

test("what is in use stays awake, and sleeps later", () => {
  const slept: string[] = [];
  let isInUse = true;
  const [a, b] = [assetOf("a", slept, () => isInUse), assetOf("b", slept)];
  const awake = createAwakeAssets(0);
  awake.noteUse(a);
  awake.noteUse(b);
  awake.sleepBeyondMax();
  expect(slept).toEqual(["b"]);
  isInUse = false;
  awake.sleepBeyondMax();
  expect(slept).toEqual(["b", "a"]);
});

test("what was remembered by a name is there again, and parts have names of their own", () => {
  const remembered = {};
  const begin = () => ({ count: 0 });
  createMemory(remembered).part("full").of("runs", begin).count += 1;
  createMemory(remembered).of("runs", begin).count += 5;
  const again = createMemory(structuredClone(remembered));
  expect(again.part("full").of("runs", begin)).toEqual({ count: 1 });
  expect(again.of("runs", begin)).toEqual({ count: 5 });
});
