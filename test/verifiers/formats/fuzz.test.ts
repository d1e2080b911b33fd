import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { boundExpansion } from "../../../verifiers/formats/compressed/bound-expansion.ts";
import { UnjudgedCopy } from "../../../verifiers/formats/unjudged-copy.ts";
import { makeTar } from "../make-tar.ts";
import { fuzzReader } from "./fuzz-reader.ts";
import { makeGptDisk, makeMbrDisk } from "./make-disk.ts";

const dump = await readFile(new URL("../golden/visitor-15-copy.sql", import.meta.url));
const tar = Buffer.from(makeTar({ "a.txt": randomBytes(1_500), "b.txt": randomBytes(10) }));
const image = makeTar({ PG_VERSION: Buffer.from("15\n"), "base/1/1": randomBytes(16_384) });
const toc = Buffer.from(
  "504744 4d50 010e00 0408 01 00ffffffff".replaceAll(" ", "") + "00".repeat(400),
  "hex",
);

test.each([
  ["a script", dump],
  ["gzip", gzipSync(dump)],
  ["zstd", zstdCompressSync(dump)],
  ["a tar", tar],
  ["a data directory", image],
  ["an archive of pg_dump", toc],
  ["a disk with a GPT", makeGptDisk(Buffer.alloc(4_096))],
  ["a disk with an MBR", makeMbrDisk(Buffer.alloc(4_096))],
])("whatever is done to %s has a verdict", async (_, bytes) => {
  await fuzzReader(Buffer.from(bytes), { runs: 150 });
});

test("a bomb is not followed to its end", async () => {
  const zeros = Buffer.alloc(64 * 2 ** 20);
  async function* expanded() {
    for (;;) yield zeros;
  }
  const followed = async (compressedBytes: number) => {
    let bytes = 0;
    for await (const chunk of boundExpansion(expanded(), () => compressedBytes))
      bytes += chunk.length;
    return bytes;
  };
  await expect(followed(2 ** 20)).rejects.toThrow(UnjudgedCopy);
  await expect(followed(2 ** 26)).rejects.toThrow(/4 GiB and 250 times/);
});
