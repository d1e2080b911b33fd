import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectionSchema } from "../../../schemas/inspection.ts";
import { runVigie } from "./own-backup/run-vigie.ts";

const DUMP = fileURLToPath(new URL("../../verifiers/golden/visitor-15-copy.sql", import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-inspect-"));
});
afterAll(() => rm(directory, { recursive: true }));

const inspect = (...words: string[]) => runVigie(["inspect", ...words], {});

describe("vigie inspect", () => {
  test("tells a person what it read, and ends with 0 where it is sound", async () => {
    const { code, out, err } = await inspect(DUMP);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^postgres-sql, sound: /);
    expect(out).toMatch(/public\.visits +240/);
  });

  test("prints the contract's JSON, and ends with 1 where it is damaged", async () => {
    const cut = join(directory, "cut.sql");
    await copyFile(DUMP, cut);
    await truncate(cut, 10_000);
    const { code, out } = await inspect(cut, "--json");
    expect(code).toBe(1);
    expect(inspectionSchema.parse(JSON.parse(out))).toMatchObject({ verdict: "damaged" });
  });

  test("ends with 2 where it knows nothing", async () => {
    const file = join(directory, "notes.txt");
    await writeFile(file, "nothing of ours\n");
    const { code, out } = await inspect(file, "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ format: "unknown", verdict: "unknown" });
  });

  test("says what is wrong with what it was given", async () => {
    const absent = await inspect(join(directory, "absent.bak"));
    expect(absent).toMatchObject({ code: 2, out: "" });
    expect(absent.err).toMatch(/^Cannot read .*absent\.bak: ENOENT\ncheck the path/);
    const inDirectory = join(directory, "a");
    await mkdir(inDirectory);
    expect(await inspect(inDirectory)).toMatchObject({ code: 2 });
    const elsewhere = await inspect("ftp://example.org/a.bak", "--config", "absent.yaml");
    expect(elsewhere.code).not.toBe(0);
  });

  test("leaves nothing of a hostile name to steer the terminal", async () => {
    const file = join(directory, "hostile.sql");
    const text = "--\n-- PostgreSQL database dump\n--\n\\\u001b[2Jx\n";
    await writeFile(file, text);
    const { code, out } = await inspect(file);
    expect(code).toBe(1);
    expect(out).not.toContain("\u001b");
  });
});
