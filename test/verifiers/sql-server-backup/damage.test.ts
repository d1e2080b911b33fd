import { describe, expect, test } from "vitest";
import { inspectBytes, worstOf } from "./inspect-bytes.ts";
import { DIFFERENTIAL, type Part, writeBackup } from "./write-backup.ts";
import { writeDatabase } from "./write-page.ts";

const NO_ERROR = "no error found: the checker is broken";
const full = { runs: [writeDatabase({ extents: 2 })] };
const one = { runs: [writeDatabase({ extents: 1 })] };
const WRITTEN = [
  writeBackup({ sets: [full] }),
  writeBackup({ blockBytes: 4096, sets: [one, { ...one, attributes: DIFFERENTIAL }] }),
];

describe.each(WRITTEN)("of a backup with $parts.length parts", ({ bytes, parts }) => {
  test("is sound before it is damaged", async () => {
    expect(worstOf(await inspectBytes(bytes))).toBe("sound");
  });

  test("every byte of every block's and stream's header, flipped, is found", async () => {
    for (const { kind, name, offset } of parts) {
      const length = kind === "block" ? 52 : kind === "stream" ? 22 : 0;
      for (let at = offset; at < offset + length; at += 1)
        if (!isBeyond(bytes, at))
          await expectDamage(flipped(bytes, at), `${kind} ${name} at ${at}`);
    }
  });

  test("every page, flipped anywhere, is found", async () => {
    for (const { kind, name, offset } of parts)
      if (kind === "page")
        for (const at of [0, 1, 4, 5, 32, 36, 60, 96, 4_000, 8_191])
          await expectDamage(flipped(bytes, offset + at), `page ${name}, byte ${at}`);
  });

  test("every block and stream, left out or doubled, is found", async () => {
    for (const part of parts.filter(({ kind }) => kind !== "page")) {
      await expectDamage(without(bytes, part), `${part.kind} ${part.name} left out`);
      await expectDamage(doubled(bytes, part), `${part.kind} ${part.name} doubled`);
    }
  });

  test("every page, left out or doubled, is found", async () => {
    for (const part of parts.filter(({ kind }) => kind === "page")) {
      await expectDamage(without(bytes, part), `page ${part.name} left out`);
      await expectDamage(doubled(bytes, part), `page ${part.name} doubled`);
    }
  });

  test("every cut is found", async () => {
    const cuts = new Set(
      parts.flatMap(({ kind, offset, bytes: length }) => [
        ...[offset, offset + length - 1],
        // Within its header, and before the pages of its data.
        ...(kind === "stream" ? Array.from({ length: 32 }, (_, n) => offset + n) : []),
      ]),
    );
    for (const cut of [...cuts, bytes.length - 1].filter((at) => at > 0))
      if (!isEndOfSet(parts, cut)) await expectDamage(bytes.subarray(0, cut), `cut at ${cut}`);
  });

  test.each([1, 51, 52, 511, 512, 5_000])("%i bytes after its end are found", async (length) => {
    await expectDamage(Buffer.concat([bytes, Buffer.alloc(length)]), "zeros");
    await expectDamage(Buffer.concat([bytes, Buffer.alloc(length, "x")]), "text");
    await expectDamage(Buffer.concat([bytes, bytes.subarray(0, length)]), "its own start");
  });
});

async function expectDamage(bytes: Uint8Array, what: string): Promise<void> {
  expect(worstOf(await inspectBytes(bytes)), `${what}: ${NO_ERROR}`).toBe("damaged");
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x21, at);
  return copy;
}

function without(bytes: Buffer, { offset, bytes: length }: Part): Buffer {
  return Buffer.concat([bytes.subarray(0, offset), bytes.subarray(offset + length)]);
}

function doubled(bytes: Buffer, { offset, bytes: length }: Part): Buffer {
  return Buffer.concat([bytes.subarray(0, offset + length), bytes.subarray(offset)]);
}

function isBeyond(bytes: Buffer, at: number): boolean {
  return at >= bytes.length;
}

/** A file cut where a set ends is a file of fewer sets. */
function isEndOfSet(parts: readonly Part[], cut: number): boolean {
  return parts.some(({ name, offset }) => name === "SSET" && offset === cut && offset > 20_000);
}
