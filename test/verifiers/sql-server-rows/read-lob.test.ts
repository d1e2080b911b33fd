import { describe, expect, test } from "vitest";
import { DamagedCopy } from "../../../verifiers/formats/damaged-copy.ts";
import { readLob } from "../../../verifiers/formats/sql-server-backup/rows/export/read-lob.ts";
import { buildPage } from "./build-page.ts";

const DATA = 3;
const INTERNAL = 2;
const LARGE_ROOT = 5;
const BLOB_STATUS = 8;

type LinkParts = { readonly end: number; readonly slot: number; readonly page?: number };

function blob(type: number, rest: Uint8Array): Uint8Array {
  const record = Buffer.alloc(14 + rest.length);
  record.writeUInt8(BLOB_STATUS, 0);
  record.writeUInt16LE(record.length, 2);
  record.writeUInt16LE(type, 12);
  record.set(rest, 14);
  return record;
}

const data = (text: string) => blob(DATA, Buffer.from(text, "latin1"));

function small(text: string): Uint8Array {
  const rest = Buffer.alloc(6 + text.length);
  rest.writeUInt16LE(text.length, 0);
  rest.write(text, 6, "latin1");
  return blob(0, rest);
}

function tree(type: number, links: readonly LinkParts[]): Uint8Array {
  const isInternal = type === INTERNAL;
  const head = Buffer.alloc(isInternal ? 6 : 10);
  head.writeUInt16LE(links.length, 2);
  return blob(
    type,
    Buffer.concat([head, ...links.map((link) => writeLink(link, isInternal ? 8 : 4))]),
  );
}

function writeLink({ end, slot, page = 7 }: LinkParts, endBytes: number): Uint8Array {
  const bytes = Buffer.alloc(endBytes + 8);
  bytes.writeUInt32LE(end, 0);
  bytes.writeUInt32LE(page, endBytes);
  bytes.writeUInt16LE(1, endBytes + 4);
  bytes.writeUInt16LE(slot, endBytes + 6);
  return bytes;
}

const textPointer = (slot: number) =>
  Buffer.concat([Buffer.alloc(4), writeLink({ end: 0, slot }, 4)]);
const inlineRoot = (...links: readonly LinkParts[]) =>
  Buffer.concat([Buffer.alloc(12), ...links.map((link) => writeLink(link, 4))]);

async function read(records: readonly Uint8Array[], pointer: Uint8Array): Promise<string> {
  const page = buildPage({ type: DATA, page: 7, records });
  const pages = {
    readPage: async (file: number, id: number) => (file === 1 && id === 7 ? page : null),
    readRun: async function* () {},
  };
  return Buffer.from(await readLob(pages, pointer)).toString("latin1");
}

describe("readLob()", () => {
  test("reads a small value at the end of a text pointer", async () => {
    expect(await read([small("small")], textPointer(0))).toBe("small");
    expect(await read([blob(8, new Uint8Array())], textPointer(0))).toBe("");
  });

  test("reads a value behind a root, and behind a tree", async () => {
    const leaves = [data("one"), data("two"), data("three")];
    const root = tree(LARGE_ROOT, [
      { end: 3, slot: 0 },
      { end: 6, slot: 1 },
      { end: 11, slot: 2 },
    ]);
    expect(await read([...leaves, root], textPointer(3))).toBe("onetwothree");
    const node = tree(INTERNAL, [
      { end: 3, slot: 0 },
      { end: 6, slot: 1 },
    ]);
    const above = tree(LARGE_ROOT, [
      { end: 6, slot: 3 },
      { end: 11, slot: 2 },
    ]);
    expect(await read([...leaves, node, above], textPointer(4))).toBe("onetwothree");
  });

  test("reads a value whose root is in its row", async () => {
    const pointer = inlineRoot({ end: 3, slot: 0 }, { end: 6, slot: 1 });
    expect(await read([data("one"), data("two")], pointer)).toBe("onetwo");
  });

  test.each([
    ["a page that is absent", [data("one")], inlineRoot({ end: 3, slot: 0, page: 8 })],
    ["a slot that is absent", [data("one")], inlineRoot({ end: 3, slot: 1 })],
    ["a part of another length", [data("one")], inlineRoot({ end: 4, slot: 0 })],
    ["parts that overlap", [data("one")], inlineRoot({ end: 3, slot: 0 }, { end: 2, slot: 0 })],
    ["a record that is none of a value", [Uint8Array.from({ length: 20 })], textPointer(0)],
    ["a part of no known type", [blob(77, Buffer.alloc(8))], textPointer(0)],
    ["a tree that leads to itself", [tree(LARGE_ROOT, [{ end: 9, slot: 0 }])], textPointer(0)],
    ["a tree whose links are cut", [blob(LARGE_ROOT, Buffer.alloc(10, 255))], textPointer(0)],
    ["a small value longer than its record", [blob(0, Buffer.alloc(6, 255))], textPointer(0)],
    ["a pointer of no length", [data("one")], new Uint8Array(3)],
  ])("refuses %s", async (_, records, pointer) => {
    await expect(read(records, pointer)).rejects.toThrow(DamagedCopy);
  });

  test("ends soon where a tree branches without end", async () => {
    const links = Array.from({ length: 300 }, () => ({ end: 0, slot: 0 }));
    await expect(read([tree(LARGE_ROOT, links)], textPointer(0))).rejects.toThrow(DamagedCopy);
  });
});
