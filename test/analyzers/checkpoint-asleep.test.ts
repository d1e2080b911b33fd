import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { RememberedDetection } from "../../analyzers/detection/remembered-detection.ts";
import type { PackedAssets } from "../../analyzers/packing/create-packed-memory.ts";
import { createPackedMemory } from "../../analyzers/packing/create-packed-memory.ts";
import { openPackedFile } from "../../analyzers/packing/open-packed-file.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readPolicy, speakOf } from "./tell-story.ts";

const ASSETS = 30;
const NIGHTS = 9;

function openFile(): PackedAssets {
  const directory = mkdtempSync(join(tmpdir(), "vigie-asleep-"));
  const file = openPackedFile(join(directory, "sleeping.bin"), (error) => {
    throw error;
  });
  onTestFinished(() => {
    file.close();
    rmSync(directory, { recursive: true });
  });
  return file;
}

/** Assets that always sleep, each of another length and with runs missing of its own. */
function tell(lives: readonly number[], open: () => PackedAssets) {
  const speakers = Array.from({ length: ASSETS }, (_, asset) =>
    speakOf({ ...VISITOR_DB, asset: `db-${asset}`.padEnd(5 + 9 * asset, "x"), site: `${asset}` }),
  );
  const begin = (remembered?: RememberedDetection) =>
    createDetection({
      ...{ policies: [readPolicy({})], awakeBytesMax: 0, packed: open() },
      ...(remembered && { remembered }),
    });
  let detection = begin();
  const findings: string[] = [];
  const rows: string[] = [];
  for (let night = 0; night < NIGHTS; night += 1) {
    for (const [asset, { succeeded }] of speakers.entries()) {
      if (night > asset % 7) continue;
      const at = 24 * night + 1.5;
      const event = succeeded(`n${night}`, [at - 0.5, at]);
      const told = [...advanceThrough(detection, hour(at)), ...detection.accept(event, hour(at))];
      findings.push(...told.map((finding) => JSON.stringify(finding)));
    }
    // A heartbeat tells what was missed until then.
    const beat = heartbeat("sql", 24 * night + 12, { sources: ["/sql/"], vaults: ["dc1"] });
    const atMs = hour(24 * night + 12);
    const told = [...advanceThrough(detection, atMs), ...detection.accept(beat, atMs)];
    findings.push(...told.map((finding) => JSON.stringify(finding)));
    rows.push(...detection.changedSeries().map((row) => JSON.stringify(row)));
    if (!lives.includes(night)) continue;
    // As a checkpoint is written: all are packed before the first is laid down.
    const { shared, assets } = detection.remember();
    detection = begin({ shared, assets: [...assets] });
  }
  return { findings, rows };
}

test("what sleeps in a file goes on in another life as what it was", () => {
  const whole = tell([], createPackedMemory);
  expect(whole.findings.length).toBeGreaterThan(3 * ASSETS);
  expect(tell([3, 4, 7], openFile)).toEqual(whole);
});
