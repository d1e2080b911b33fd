import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { startKafka } from "../services/kafka/start-kafka.ts";

/**
 * `vigie bench ingest` on a Kafka broker that is started for it and removed afterwards: `npm run
 * bench:ingest -- OPTIONS OF VIGIE BENCH`. Takes Java and Maven, see
 * scripts/install-system-packages.
 */
const CLI = fileURLToPath(new URL("../../app/cli.js", import.meta.url));

// The benchmark gets the signal too, cleans up, and then the broker is stopped.
process.on("SIGINT", () => undefined);

const { brokers, stop } = await startKafka();
try {
  const words = ["--disable-warning=ExperimentalWarning", CLI, "bench", "ingest"];
  const bench = spawn(
    process.execPath,
    [...words, "--brokers", `${brokers}`, ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  process.once("SIGTERM", () => bench.kill("SIGTERM"));
  await once(bench, "exit");
  process.exitCode = bench.exitCode ?? 1;
} finally {
  await stop();
}
