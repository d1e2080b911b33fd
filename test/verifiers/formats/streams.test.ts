import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTar } from "../make-tar.ts";
import { flip, inspectBytes } from "./inspect-bytes.ts";

const CHECKSUMMED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
/** A number may be written in several ways. */
const [CHECKSUM_AT, CHECKSUM_BYTES] = [147, 9];
const noise = randomBytes(200_000);

let dump: Buffer;
beforeAll(async () => {
  dump = await readFile(new URL("../golden/visitor-15-copy.sql", import.meta.url));
});

describe("inspectSource() on plain scripts of pg_dump", () => {
  test("counts the rows of a whole one", async () => {
    const found = await inspectBytes(dump);
    expect(found).toMatchObject({
      format: "postgres-sql",
      verdict: "sound",
      backup: { engineVersion: "15.18" },
      bytesRead: expect.any(Number),
    });
    expect(found.tables).toContainEqual({
      ...{ schema: "public", name: "visits", rows: 240, recordedRows: null },
    });
    expect(found.tables).toContainEqual(
      expect.objectContaining({ schema: "billing", name: "Order; Lines", rows: 60 }),
    );
  });

  test.each([0.2, 0.5, 0.9, 0.999])("finds one that is cut at %d damaged", async (share) => {
    const cut = dump.subarray(0, dump.length * share);
    expect(await inspectBytes(cut)).toMatchObject({ verdict: "damaged" });
  });
});

describe("inspectSource() on compressed streams", () => {
  test.each([
    ["gzip", () => gzipSync(dump)],
    ["gzip in two members", () => inTwo(dump, (part) => gzipSync(part))],
    ["zstd", () => zstdCompressSync(dump, CHECKSUMMED)],
    ["zstd in two frames", () => inTwo(dump, zstdChecked)],
  ])("looks through %s", async (_, make) => {
    expect(await inspectBytes(make())).toMatchObject({
      format: "postgres-sql",
      verdict: "sound",
      backup: { compressed: true },
      tables: expect.arrayContaining([expect.objectContaining({ name: "visits", rows: 240 })]),
    });
  });

  test("has the stream's own checksum of a content that it does not know", async () => {
    expect(await inspectBytes(gzipSync(noise))).toMatchObject({ format: "gzip", verdict: "sound" });
    const checked = zstdCompressSync(noise, CHECKSUMMED);
    expect(await inspectBytes(checked)).toMatchObject({ format: "zstd", verdict: "sound" });
    const unchecked = zstdCompressSync(noise);
    expect(await inspectBytes(unchecked)).toMatchObject({ format: "zstd", verdict: "unknown" });
  });

  test.each([
    ["gzip", gzipSync(noise)],
    ["zstd", zstdChecked(noise)],
    ["zstd in two frames", inTwo(noise, zstdChecked)],
  ])("finds a flip in every part of %s, a cut, and what follows its end", async (_, whole) => {
    // Behind the header of gzip, whose time and flags no sum covers.
    for (let at = 10; at < whole.length; at += Math.ceil(whole.length / 60)) {
      expect(await inspectBytes(flip(whole, at, at % 8)), `byte ${at}`).not.toMatchObject({
        verdict: "sound",
      });
    }
    for (const cut of [1, 4, 8, whole.length >> 2])
      expect(await inspectBytes(whole.subarray(0, -cut))).toMatchObject({ verdict: "damaged" });
    const more = Buffer.concat([whole, Buffer.from("more")]);
    expect(await inspectBytes(more)).toMatchObject({ verdict: "damaged" });
  });
});

describe("inspectSource() on tar", () => {
  const tar = Buffer.from(makeTar({ "a.txt": randomBytes(1_500), "b/c.txt": randomBytes(10) }));

  test("finds a whole archive sound", async () => {
    expect(await inspectBytes(tar)).toMatchObject({
      format: "tar",
      verdict: "sound",
      container: { blocks: 2 },
    });
    expect(await inspectBytes(gzipSync(tar))).toMatchObject({ format: "tar", verdict: "sound" });
  });

  test("finds every flip in a header, every cut, and what follows its end", async () => {
    for (let at = 0; at < 512; at += at === CHECKSUM_AT ? CHECKSUM_BYTES : 1)
      expect(await inspectBytes(flip(tar, at, at % 8), "a.tar"), `byte ${at}`).toMatchObject({
        verdict: "damaged",
      });
    for (const cut of [1_024, 1_100, 2_000])
      expect(await inspectBytes(tar.subarray(0, -cut))).toMatchObject({ verdict: "damaged" });
    const more = Buffer.concat([tar, Buffer.alloc(512, "x")]);
    expect(await inspectBytes(more)).toMatchObject({ verdict: "damaged" });
  });
});

describe("inspectSource() on other files", () => {
  test("knows nothing of random bytes, and calls an empty file damaged", async () => {
    expect(await inspectBytes(noise)).toMatchObject({ format: "unknown", verdict: "unknown" });
    expect(await inspectBytes(Buffer.alloc(0))).toMatchObject({ verdict: "damaged" });
  });

  test("holds a file to what its name says, but not a script of another tool", async () => {
    expect(await inspectBytes(noise, "a.tar.gz")).toMatchObject({ verdict: "damaged" });
    expect(await inspectBytes(noise, "a.sql")).toMatchObject({ verdict: "damaged" });
    const script = Buffer.from("CREATE TABLE a (b int);\n");
    expect(await inspectBytes(script, "a.sql")).toMatchObject({ verdict: "unknown" });
  });
});

function inTwo(bytes: Buffer, compress: (part: Buffer) => Buffer): Buffer {
  const half = bytes.length >> 1;
  return Buffer.concat([bytes.subarray(0, half), bytes.subarray(half)].map(compress));
}

function zstdChecked(bytes: Buffer): Buffer {
  return zstdCompressSync(bytes, CHECKSUMMED);
}
