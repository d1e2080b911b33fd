import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { addDoctor } from "../../../app/commands/add-doctor.ts";
import { openCommandWorld } from "./command-world.ts";

test("vigie doctor says that the data directory is a file, or lies below one", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-data-path-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "taken");
  await writeFile(file, "");
  expect(await diagnosed(file)).toContainEqual({
    ...{ check: "data directory", good: false },
    ...{ said: `${file} is no directory`, hint: "Name a directory." },
  });
  const below = join(file, "data");
  expect(await diagnosed(below)).toContainEqual({
    ...{ check: below, good: false, said: "a part of this path is a file" },
  });
});

async function diagnosed(data: string): Promise<unknown> {
  const { run } = await openCommandWorld({ settings: { data } });
  return JSON.parse((await run(addDoctor, "doctor", "--json")).out);
}
