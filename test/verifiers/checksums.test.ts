import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChecksum } from "../../verifiers/checks/checksums/create-checksum.ts";
import { chooseChecksum } from "../../verifiers/checks/choose-checksum.ts";

/** Published check values: of the nine digits 1 to 9 (reveng's catalogue of CRCs; FIPS 180). */
const CHECK_VALUES = [
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
  ["md5", "25f9e794323b453885f5181f1b624d0b"],
  ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
] as const;

describe("createChecksum()", () => {
  test.each(CHECK_VALUES)("gives %s its published check value", (algorithm, value) => {
    expect(digest(algorithm, [Buffer.from("123456789")])).toBe(value);
  });

  test.each(CHECK_VALUES)("gives the same %s wherever the bytes are cut", (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => {
        expect(digest(algorithm, pieces)).toBe(digest(algorithm, [Buffer.concat(pieces)]));
      }),
    );
  });

  test.each(["crc32", "crc32c", "crc64nvme"])("finds every single bit that flips by %s", (name) => {
    const bytes = Buffer.from(Uint8Array.from({ length: 64 }, (_, at) => at * 37));
    const right = digest(name, [bytes]);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(digest(name, [damaged])).not.toBe(right);
    }
  });

  test("knows no ETag, and nothing that has no name among hashes", () => {
    for (const name of ["etag", "xxhash3", "sha-nothing", ""])
      expect(createChecksum(name)).toBeNull();
  });
});

describe("chooseChecksum()", () => {
  const composite = { algorithm: "sha256", value: "AAAA", type: "composite" } as const;
  const unknown = { algorithm: "xxhash3", value: "AAAA" };
  const stored = { algorithm: "crc64nvme", value: "BBBB", type: "full" } as const;
  const read = { algorithm: "sha256", value: "CCCC" };
  const observed = { algorithm: "sha1", value: "DDDD" };

  test.each([
    ["what was observed", { observed, stored: [stored], read }, observed],
    ["what the vault keeps", { observed: composite, stored: [composite, stored], read }, stored],
    ["what we read before", { observed: unknown, stored: [composite], read }, read],
    ["nothing that compares", { observed: composite, stored: [composite], read: null }, composite],
    ["nothing at all", { observed: null, stored: [], read: null }, null],
  ])("takes %s", (_, known, chosen) => expect(chooseChecksum(known)).toBe(chosen));
});

function digest(algorithm: string, pieces: readonly Uint8Array[]): string | undefined {
  const checksum = createChecksum(algorithm);
  for (const piece of pieces) checksum?.update(piece);
  return checksum?.digest().toString("hex");
}
