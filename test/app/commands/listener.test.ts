import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { addDoctor } from "../../../app/commands/add-doctor.ts";
import type { Diagnosis } from "../../../app/commands/diagnosis.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openCommandWorld } from "./command-world.ts";

const TAKEN = "as another process has it";

test("a port that is taken is said by vigie up before all else, and by doctor", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { run, config, clock } = await openCommandWorld({ settings: { listen: { port } } });
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const only = ["serve"] as const;
  await expect(startVigie({ config, clock, logger, environment: {}, only })).rejects.toMatchObject({
    ...{ name: "OperatingError", message: expect.stringContaining(TAKEN) },
  });
  expect(await readdir(config.data), "opened before the port was tried").toEqual([]);
  expect(await diagnosed()).toMatchObject({
    ...{ good: false, said: `Cannot listen on 127.0.0.1, port ${port}, ${TAKEN}` },
    hint: expect.stringContaining("listen.port"),
  });
  server.close();
  await once(server, "close");
  expect(await diagnosed()).toMatchObject({ good: true });

  async function diagnosed(): Promise<Diagnosis | undefined> {
    const { out } = await run(addDoctor, "doctor", "--json");
    const diagnoses: readonly Diagnosis[] = JSON.parse(out);
    return diagnoses.find(({ check }) => check === "listen");
  }
});
