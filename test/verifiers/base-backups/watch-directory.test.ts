import { expect, test } from "vitest";
import { crc32c } from "../../../verifiers/formats/data-directory/crc32c.ts";
import { createDirectoryWatch } from "../../../verifiers/formats/data-directory/watch-directory.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { makeManifest } from "./make-manifest.ts";

const FILES = {
  PG_VERSION: Buffer.from("15\n"),
  "global/pg_control": makeControl(),
  "pg_xact/0000": Buffer.alloc(64),
};
const MANIFEST = makeManifest(FILES);

async function watch(
  files: Readonly<Record<string, Buffer>>,
  keptMax?: { files: number; manifestBytes: number },
) {
  const { see, judge } = createDirectoryWatch(keptMax);
  for (const [name, bytes] of Object.entries(files))
    await see({ name, kind: "file", offset: 0, bytes: one(bytes) });
  const found = judge() ?? expect.fail("no data directory");
  for (const reason of found.reasons) expectBothLanguages(reason);
  return { verdict: found.verdict, told: found.reasons.map(({ en }) => en).join(" ") };
}

const whole = { ...FILES, backup_manifest: MANIFEST };

test("a manifest is compared as far as all of it and all files are kept", async () => {
  expect(await watch(whole)).toMatchObject({ verdict: "sound" });
  const changed = await watch({ ...whole, "pg_xact/0000": Buffer.alloc(65) });
  expect(changed.verdict, "no error found: the checker is broken").toBe("damaged");
});

test.each([
  ["files", { files: 2, manifestBytes: 10_000 }],
  ["bytes of the manifest", { files: 10, manifestBytes: MANIFEST.length - 1 }],
])("a cluster of more %s than are kept is not called damaged", async (_, keptMax) => {
  const { verdict, told } = await watch(whole, keptMax);
  expect(verdict).toBe("sound");
  expect(told).toContain("Its manifest was not compared");
});

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** As version 15 has it, with its CRC. */
function makeControl(): Buffer {
  const control = Buffer.alloc(8_192);
  control.writeUInt32LE(1_300, 8);
  control.writeUInt32LE(crc32c(control.subarray(0, 288)), 288);
  return control;
}
