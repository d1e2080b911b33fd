import { expect, test } from "vitest";
import { createAssetLinks } from "../../analyzers/chains/asset-links.ts";
import type { Member } from "../../analyzers/chains/link.ts";
import { type CopyEvent, noteCopy } from "../../analyzers/copies/note-copy.ts";
import type { Asset } from "../../analyzers/detection/asset.ts";
import { createAwakeAssets } from "../../analyzers/detection/awake-assets.ts";
import { createMemory } from "../../analyzers/detection/memory.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOf, tellStory } from "./tell-story.ts";

/** Only its sleep and its size are asked of it. */
function assetOf(name: string, slept: string[], isInUse = () => false, bytes = 1): Asset {
  const sleep = () => !isInUse() && slept.push(name) > 0;
  return { sleep, bytes: () => bytes } as unknown as Asset;
}

test("of more than may be awake the asset that was used longest ago goes to sleep", () => {
  const slept: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => assetOf(name, slept));
  const awake = createAwakeAssets(2);
  for (const asset of [a, b, a, c]) {
    if (asset) awake.noteUse(asset);
    awake.sleepBeyondMax();
  }
  expect(slept).toEqual(["b"]);
});

test("an asset counts for what it takes", () => {
  const slept: string[] = [];
  const awake = createAwakeAssets(3);
  awake.noteUse(assetOf("small", slept));
  awake.noteUse(assetOf("large", slept, () => false, 3));
  awake.sleepBeyondMax();
  expect(slept).toEqual(["small"]);
});

test("an asset takes more with each run, as if each had as many copies as the one with most", () => {
  const member = { series: VISITOR_DB } as unknown as Member;
  const bytesOf = (runs: number, ...roles: readonly string[]) => {
    const links = createAssetLinks(createMemory(), new Map());
    for (let index = 0; index < runs; index += 1) links.open(member, `r${index}`, null, 0);
    const last = links.open(member, "r0", null, 0);
    for (const role of roles)
      noteCopy(last.run, speakOf(VISITOR_DB).observed("r0", role, 1) as CopyEvent);
    links.open(member, "r0", null, 0);
    return links.bytes();
  };
  // Measured: 2.4 MB without copies, 5 MB with two of each.
  expect(bytesOf(1_440)).toBeGreaterThan(2.4e6);
  expect(bytesOf(1_440, "primary", "duplicate")).toBeGreaterThan(5e6);
  expect(bytesOf(1)).toBeLessThan(10_000);
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

test("a run whose base was forgotten can be packed once it failed and was forgotten itself", () => {
  const { succeeded, failed } = speakOf({ ...VISITOR_DB, backupType: "incremental" });
  const story = tellStory([{ retention: { keep: "7d" } }], { awakeBytesMax: 0 });
  const tell = (day: number, runId: string, parentRunId: string) => {
    const at = 24 * day + 1;
    story.at(at + 1, succeeded(runId, [at, at + 0.5], { parentRunId }));
  };
  tell(0, "i0", "full");
  tell(1, "i1", "i0");
  tell(20, "i2", "i1");
  story.at(24 * 20 + 12, failed("i1", 24 * 20 + 11));
  tell(40, "i3", "i2");
  tell(60, "i4", "i3");
  expect(story.find("chain-broken")).toHaveLength(1);
});
