import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { errorCode } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { ObjectStore } from "../../../platform/objects/object-store.ts";

const MIB = 2 ** 20;

/** An empty vault of its own for each test. */
export type ObjectsFixture = {
  readonly store: ObjectStore;
  readonly remove: () => Promise<void>;
};

/** What every ObjectStore keeps. An adapter's test calls this with a way to prepare one. */
export function describeObjectStore(name: string, prepare: () => Promise<ObjectsFixture>): void {
  describe(`${name} keeps what an ObjectStore promises`, () => {
    let fixture: ObjectsFixture;
    beforeEach(async () => {
      fixture = await prepare();
    });
    afterEach(() => fixture.remove());
    describe("reading", () => describeReading(() => fixture.store));
    describe("writing", () => describeWriting(() => fixture.store));
    describe("names", () => describeNames(() => fixture.store));
  });
}

function describeReading(store: () => ObjectStore): void {
  test("what was written is read back, byte by byte, also when large", async () => {
    const bytes = pattern(3 * MIB + 17);
    await store().write("acme/VisitorDb/2026-11-20.dump", bytes);
    expect(Buffer.compare(await readAll(store(), "acme/VisitorDb/2026-11-20.dump"), bytes)).toBe(0);
  });

  test("a range begins at its start and ends before its end", async () => {
    const bytes = pattern(2 * MIB);
    await store().write("a", bytes);
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [MIB - 1, MIB + 1],
      [2 * MIB - 1, 2 * MIB],
      [MIB, 9 * MIB],
      [5 * MIB, 6 * MIB],
    ] as const) {
      const read = await readAll(store(), "a", { start, end });
      expect(Buffer.compare(read, bytes.subarray(start, end))).toBe(0);
    }
    expect(await readAll(store(), "a", { start: 2 * MIB - 3 })).toEqual(bytes.subarray(-3));
  });

  test("a transient chunk holds its bytes until two more were asked for", async () => {
    const bytes = pattern(9 * MIB + 5);
    await store().write("a", bytes);
    const held: { readonly at: number; readonly chunk: Uint8Array }[] = [];
    let at = 0;
    for await (const chunk of store().read("a", { isTransient: true })) {
      held.push({ at, chunk });
      at += chunk.length;
      for (const { at: from, chunk: kept } of held.slice(-3))
        expect(Buffer.compare(kept, bytes.subarray(from, from + kept.length))).toBe(0);
    }
    expect(at).toBe(bytes.length);
  });

  test("a reader may stop early", async () => {
    await store().write("a", pattern(3 * MIB));
    for await (const chunk of store().read("a")) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await store().remove("a");
  });

  test("head tells name and size, and null of what is absent", async () => {
    await store().write("a/b.dump", pattern(5));
    expect(await store().head("a/b.dump")).toMatchObject({ name: "a/b.dump", sizeBytes: 5 });
    expect(await store().head("a/c.dump")).toBeNull();
    expect(await store().head("none/of/this")).toBeNull();
    expect(await store().head("a")).toBeNull();
  });

  test("list gives every object of every depth", async () => {
    expect(await namesOf(store())).toEqual([]);
    for (const name of ["a", "b/c", "b/d/e", "é 😀/f&g%20"]) await store().write(name, pattern(3));
    expect(await namesOf(store())).toEqual(["a", "b/c", "b/d/e", "é 😀/f&g%20"]);
  });

  test("reading what is absent fails with the code ENOENT", async () => {
    const failure = await readAll(store(), "absent").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatingError);
    expect(errorCode(failure instanceof OperatingError && failure.cause)).toBe("ENOENT");
  });
}

function describeWriting(store: () => ObjectStore): void {
  test("a stream is written as one object, an empty one too", async () => {
    await store().write("streamed", slices(pattern(100), 7));
    expect(await readAll(store(), "streamed")).toEqual(pattern(100));
    await store().write("empty", new Uint8Array());
    expect(await store().head("empty")).toMatchObject({ sizeBytes: 0 });
    expect(await readAll(store(), "empty")).toEqual(Buffer.alloc(0));
  });

  test("while a stream is being written, and if it fails, the object is as before", async () => {
    await store().write("a", pattern(10));
    const written = store().write("a", failing(pattern(1_000), new Error("the source broke")));
    await expect(written).rejects.toThrow("the source broke");
    expect(await readAll(store(), "a")).toEqual(pattern(10));
    expect(await namesOf(store())).toEqual(["a"]);

    const seen: string[][] = [];
    await store().write(
      "b",
      watched(pattern(1_000), async () => seen.push(await namesOf(store()))),
    );
    expect(seen).toEqual([["a"], ["a"]]);
    expect(await namesOf(store())).toEqual(["a", "b"]);
  });

  test("writing again replaces", async () => {
    await store().write("a", pattern(10));
    await store().write("a", pattern(3));
    expect(await readAll(store(), "a")).toEqual(pattern(3));
  });

  test("what is removed is gone, and removing it again is harmless", async () => {
    await store().write("a/b", pattern(1));
    await store().remove("a/b");
    expect(await store().head("a/b")).toBeNull();
    expect(await namesOf(store())).toEqual([]);
    await store().remove("a/b");
    await store().remove("never/there");
  });
}

function describeNames(store: () => ObjectStore): void {
  test.each(["..", "../a", "a/../../b", "a/..", "./a", "a/.", "", "a\u0000b"])(
    "the name %j is refused by each call",
    async (name) => {
      await expect(store().write(name, pattern(1))).rejects.toThrow(OperatingError);
      await expect(readAll(store(), name)).rejects.toThrow(OperatingError);
      await expect(store().head(name)).rejects.toThrow(OperatingError);
      await expect(store().remove(name)).rejects.toThrow(OperatingError);
      expect(() => store().uri(name)).toThrow(OperatingError);
    },
  );

  test("each object has an address of its own, with what is special in it encoded", async () => {
    const [plain, special] = [store().uri("a/b"), store().uri("a/b #1?%")];
    expect(URL.canParse(plain)).toBe(true);
    expect(plain.endsWith("/a/b")).toBe(true);
    expect(special).not.toContain(" ");
    expect(new URL(special).hash).toBe("");
    expect(special).not.toBe(plain);
  });
}

async function readAll(
  store: ObjectStore,
  name: string,
  range?: { readonly start?: number; readonly end?: number },
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(store.read(name, range)));
}

async function namesOf(store: ObjectStore): Promise<string[]> {
  return (await Array.fromAsync(store.list())).map(({ name }) => name).toSorted();
}

function pattern(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251));
}

async function* slices(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function* failing(bytes: Uint8Array, error: Error) {
  yield bytes;
  throw error;
}

async function* watched(bytes: Uint8Array, look: () => Promise<unknown>) {
  await look();
  yield bytes;
  await look();
}
