import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePorts } from "../services/find-free-port.ts";
import { resolveJars } from "../services/kafka/resolve-jars.ts";
import { JAVA } from "../services/kafka/start-kafka.ts";
import { untilListening } from "../services/kafka/until-listening.ts";
import { parseYaml, readComposeFile } from "./compose-file.ts";

const ROOT = new URL("../../", import.meta.url);
/** The image's programs that are asked for, and the class that each of them runs. */
const PROGRAMS = {
  "kafka-storage.sh": "kafka.tools.StorageTool",
  "kafka-server-start.sh": "kafka.Kafka",
  "kafka-broker-api-versions.sh": "org.apache.kafka.tools.BrokerApiVersionsCommand",
} as const;

const run = promisify(execFile);
const read = (path: string) => readFile(new URL(path, ROOT), "utf8");

/**
 * Kafka as docker-compose.yml starts it, by its own script and with its settings, but for where
 * things lie: free ports of this machine, and a directory that goes with it.
 */
export async function startComposeKafka(secretFile: string) {
  const [port = 0, controller = 0] = await findFreePorts(2);
  const home = await mkdtemp(join(tmpdir(), "vigie-compose-kafka-"));
  const address = `127.0.0.1:${port}`;
  await installPrograms(home, await resolveJars("4.1.1"));
  const settings = (await read("compose/kafka/server.properties"))
    .replaceAll("kafka:9092", address)
    .replaceAll(":9092", `:${port}`)
    .replaceAll(":9093", `:${controller}`)
    .replaceAll("/var/lib/kafka/data", join(home, "data"));
  await writeFile(join(home, "settings.properties"), settings);
  const made = join(home, "made");
  await mkdir(made);
  const environment = {
    PATH: process.env["PATH"],
    KAFKA_HOME: home,
    KAFKA_SETTINGS: join(home, "settings.properties"),
    KAFKA_SECRET: secretFile,
    KAFKA_MADE: made,
  };

  function launch(): ChildProcess {
    const said = openSync(join(home, "said.log"), "a");
    const script = new URL("compose/kafka/start.sh", ROOT).pathname;
    return spawn("sh", [script], { env: environment, stdio: ["ignore", said, said] });
  }

  let running = launch();
  const remove = async () => {
    await end(running);
    await rm(home, { recursive: true });
  };
  try {
    await untilListening(port, running);
  } catch (error) {
    const said = await readFile(join(home, "said.log"), "utf8");
    await remove();
    throw new Error(`Kafka did not start:\n${said}`, { cause: error });
  }
  return {
    address,
    /** What the script wrote. */
    made,
    /** Runs the health check of docker-compose.yml; throws where it fails. */
    checkHealth: async () => {
      const { services } = readComposeFile(parseYaml(await read("docker-compose.yml")));
      const command = (services["kafka"]?.healthcheck?.test?.[1] ?? "exit 9")
        .replaceAll("kafka:9092", address)
        .replaceAll("/tmp/", `${made}/`)
        .replaceAll("/opt/kafka", home);
      await run("sh", ["-c", command], { env: environment });
    },
    restart: async () => {
      await end(running);
      running = launch();
      await untilListening(port, running);
    },
    remove,
  };
}

/** As Kafka's own scripts come down to. */
async function installPrograms(home: string, classPath: string): Promise<void> {
  await mkdir(join(home, "bin"));
  for (const [name, main] of Object.entries(PROGRAMS))
    await writeFile(
      join(home, "bin", name),
      `#!/bin/sh\nexec java ${JAVA.join(" ")} -cp '${classPath}' ${main} "$@"\n`,
      { mode: 0o755 },
    );
}

/** As a container is stopped: with the time to write what it has. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
