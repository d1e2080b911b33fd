import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { describeEventLog } from "./describe-event-log.ts";

describeEventLog("the embedded log", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-log-"));
  return {
    open: (clock) => openEmbeddedLog({ directory, clock }),
    remove: () => rm(directory, { recursive: true }),
  };
});
