import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { describeObjectStore } from "./describe-object-store.ts";

describeObjectStore("a directory", async () => {
  const root = await mkdtemp(join(tmpdir(), "vigie-objects-"));
  return {
    store: createDirectoryObjects({ root }),
    remove: () => rm(root, { recursive: true }),
  };
});

describe("createDirectoryObjects()", () => {
  let directory: string;
  let root: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-objects-"));
    root = join(directory, "vault");
    await mkdir(root);
    await writeFile(join(directory, "secret"), "secret");
  });
  afterEach(() => rm(directory, { recursive: true }));

  const names = async () =>
    (await Array.fromAsync(createDirectoryObjects({ root }).list())).map(({ name }) => name);

  test("does not list what is hidden, temporary, a link, or no file", async () => {
    await mkdir(join(root, ".snapshots"));
    await mkdir(join(root, "empty"));
    for (const name of [".hidden", ".snapshots/a", "a.partial", "a.PART", "a.tmp", "a.dump"])
      await writeFile(join(root, name), "x");
    await symlink(join(root, "a.dump"), join(root, "latest"));
    await symlink(directory, join(root, "above"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    expect(await names()).toEqual(["a.dump"]);
  });

  test("reaches nothing outside its root through a link", async () => {
    await symlink(join(directory, "secret"), join(root, "file"));
    await symlink(directory, join(root, "up"));
    const store = createDirectoryObjects({ root });
    for (const name of ["file", "up/secret"])
      await expect(Array.fromAsync(store.read(name))).rejects.toThrow("outside its vault");
    await expect(store.head("up/secret")).rejects.toThrow("outside its vault");
    await expect(store.write("up/new/file", Buffer.from("x"))).rejects.toThrow("outside its vault");
    await expect(store.remove("up/secret")).rejects.toThrow("outside its vault");
    expect((await readdir(directory)).toSorted()).toEqual(["secret", "vault"]);
  });

  test("follows no link, even one that stays inside, as one object has one name", async () => {
    const store = createDirectoryObjects({ root });
    await store.write("a.dump", Buffer.from("x"));
    await symlink(join(root, "a.dump"), join(root, "latest"));
    await expect(Array.fromAsync(store.read("latest"))).rejects.toThrow(OperatingError);
    expect(await store.head("latest")).toBeNull();
  });

  test.each(["/etc/passwd", "a//b", "a/"])(
    "refuses %j, which is no path below it",
    async (name) => {
      const store = createDirectoryObjects({ root });
      await expect(store.head(name)).rejects.toThrow("outside its vault");
      await expect(store.write(name, Buffer.from("x"))).rejects.toThrow("outside its vault");
    },
  );

  test("refuses to read a pipe instead of waiting for it", async () => {
    execFileSync("mkfifo", [join(root, "pipe")]);
    const store = createDirectoryObjects({ root });
    await expect(Array.fromAsync(store.read("pipe"))).rejects.toThrow("no regular file");
    expect(await store.head("pipe")).toBeNull();
  });

  test("leaves no partial file after a write that failed", async () => {
    const store = createDirectoryObjects({ root });
    await expect(store.write("empty", breaking())).rejects.toThrow("broke");
    expect(await readdir(root)).toEqual([]);
  });

  test("makes its root and its directories when something is written", async () => {
    const deep = createDirectoryObjects({ root: join(root, "x/y") });
    await deep.write("a/b/c", Buffer.from("x"));
    expect(await names()).toEqual(["x/y/a/b/c"]);
  });

  test("listing a root that is absent fails, as an unmounted disk is no empty vault", async () => {
    const store = createDirectoryObjects({ root: join(directory, "unmounted") });
    const failure = await Array.fromAsync(store.list()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatingError);
  });

  test("a name that is a directory of the vault is refused with its reason", async () => {
    await mkdir(join(root, "a"));
    const store = createDirectoryObjects({ root });
    await expect(store.write("a", Buffer.from("x"))).rejects.toThrow(OperatingError);
    await writeFile(join(root, "file"), "");
    await expect(store.write("file/b", Buffer.from("x"))).rejects.toThrow(OperatingError);
    await expect(store.remove("a")).rejects.toThrow();
    await expect(Array.fromAsync(store.read("a"))).rejects.toThrow("no regular file");
  });
});

async function* breaking() {
  yield Buffer.from("x");
  throw new Error("the source broke");
}
