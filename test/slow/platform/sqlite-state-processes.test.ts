import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeStateProcesses } from "./describe-state-processes.ts";

describeStateProcesses("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-state-"));
  return {
    connection: { kind: "sqlite", file: join(directory, "state.sqlite") },
    remove: () => rm(directory, { recursive: true }),
  };
});
