import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { openSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePorts } from "../find-free-port.ts";
import { type BrokerPorts, brokerProperties, SASL_USER } from "./broker-properties.ts";
import { makeKeystore } from "./make-keystore.ts";
import { type KafkaVersion, resolveJars } from "./resolve-jars.ts";
import { type SilentProxy, startSilentProxy } from "./silent-proxy.ts";
import { untilListening } from "./until-listening.ts";

const RUNNING_MS_MAX = 90_000;
/** A small machine that starts fast. */
export const JAVA = ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const LOGGING = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.showDateTime=true",
];

const run = promisify(execFile);

export type KafkaCluster = {
  readonly brokers: readonly string[];
  /** The same through proxies, which the brokers tell their clients of. */
  readonly proxied: readonly string[];
  readonly proxies: readonly SilentProxy[];
  /** With TLS and SASL, by the authority `ca`. */
  readonly secure: readonly string[];
  readonly ca: string;
  /** With SASL in the clear, for a user who has no rights but those given through `brokers`. */
  readonly asking: readonly string[];
  /** Runs a main class of Kafka's jars and resolves to its output. */
  readonly java: (mainClass: string, args: readonly string[], input?: string) => Promise<string>;
  /** Ends a broker at once, as a power cut does. */
  readonly kill: (id: number) => Promise<void>;
  readonly restart: (id: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly version?: KafkaVersion;
  readonly count?: 1 | 3;
  readonly secure?: boolean;
  readonly asks?: boolean;
};

/** Starts brokers with ids from 1 on free ports, in a directory of their own. */
export async function startKafka(options: Options = {}): Promise<KafkaCluster> {
  const { version = "4.1.1", count = 1, secure = false, asks = false } = options;
  const classPath = await resolveJars(version);
  const directory = await mkdtemp(join(tmpdir(), "vigie-kafka-"));
  const ports = await brokerPorts(count);
  const keystore = secure ? await makeKeystore(directory) : undefined;
  const ids = ports.map((_, index) => index + 1);
  // A leading dash would be read as an option.
  const clusterId = `v${randomBytes(16).toString("base64url").slice(1)}`;
  const processes = new Map<number, ChildProcess>();
  const launch = (id: number) => launchBroker(classPath, join(directory, String(id)));
  const kill = async (id: number) => end(processes.get(id));
  const proxies = await Promise.all(
    ports.map(({ proxy, behindProxy }) => startSilentProxy(proxy, behindProxy)),
  );
  const stop = async () => {
    await Promise.all(ids.map(kill));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await Promise.all(
      ids.map(async (id) => {
        const home = join(directory, String(id));
        await mkdir(home);
        const properties = brokerProperties({
          id,
          ports,
          directory: join(home, "data"),
          asks,
          ...(keystore && { secure: keystore }),
        });
        await writeFile(join(home, "server.properties"), properties);
        await format(classPath, home, clusterId, secure);
        processes.set(id, launch(id));
      }),
    );
    await Promise.all(
      ids.map((id) => untilListening(ports[id - 1]?.plain ?? 0, processes.get(id))),
    );
  } catch (error) {
    await keepLogs(directory, ids);
    await stop();
    throw error;
  }
  return {
    brokers: ports.map(({ plain }) => `127.0.0.1:${plain}`),
    proxied: ports.map(({ proxy }) => `127.0.0.1:${proxy}`),
    secure: ports.map(({ secure: port }) => `127.0.0.1:${port}`),
    ca: keystore?.certificate ?? "",
    asking: ports.map(({ asking }) => `127.0.0.1:${asking}`),
    proxies,
    java: (mainClass, args, input) => runJava(classPath, mainClass, args, input),
    kill,
    restart: async (id) => {
      processes.set(id, launch(id));
      await untilListening(ports[id - 1]?.plain ?? 0, processes.get(id));
    },
    stop,
  };
}

async function brokerPorts(count: number): Promise<readonly BrokerPorts[]> {
  const ports = [...(await findFreePorts(6 * count))];
  const next = () => ports.pop() ?? 0;
  return Array.from({ length: count }, () => ({
    plain: next(),
    controller: next(),
    behindProxy: next(),
    proxy: next(),
    secure: next(),
    asking: next(),
  }));
}

async function format(classPath: string, home: string, clusterId: string, scram: boolean) {
  const { username, password } = SASL_USER;
  const users = ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
    "--add-scram",
    `${mechanism}=[name=${username},password=${password}]`,
  ]);
  const config = ["-t", clusterId, "-c", join(home, "server.properties")];
  await runJava(classPath, "kafka.tools.StorageTool", [
    "format",
    ...config,
    ...(scram ? users : []),
  ]);
}

async function runJava(
  classPath: string,
  mainClass: string,
  args: readonly string[],
  input = "",
): Promise<string> {
  const started = run("java", [...JAVA, ...LOGGING, "-cp", classPath, mainClass, ...args], {
    timeout: RUNNING_MS_MAX,
    maxBuffer: 64 * 2 ** 20,
  });
  started.child.stdin?.end(input);
  return (await started).stdout;
}

function launchBroker(classPath: string, home: string): ChildProcess {
  const log = openSync(join(home, "broker.log"), "a");
  const args = ["-cp", classPath, "kafka.Kafka", join(home, "server.properties")];
  return spawn("java", [...JAVA, ...LOGGING, ...args], { stdio: ["ignore", log, log] });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function keepLogs(directory: string, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const log = join(directory, String(id), "broker.log");
    const text = await readFile(log, "utf8").catch(() => "");
    if (text !== "") await cp(log, join(tmpdir(), `vigie-kafka-broker-${process.pid}-${id}.log`));
  }
}
