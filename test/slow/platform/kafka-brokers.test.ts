import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { startKafka } from "../../services/kafka/start-kafka.ts";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFORMANCE = "test/slow/platform/kafka-conformance.test.ts";
const WITHOUT_JAVA = { PATH: "/nowhere" };

const reportSchema = z.object({
  numPassedTests: z.int(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-kafka-brokers-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs the conformance suite as on another machine; what became of its tests, by their names. */
async function runConformance(env: Readonly<Record<string, string>>) {
  const report = join(directory, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const words = [VITEST, "run", ...reporters, CONFORMANCE];
  const child = spawn(process.execPath, words, { env, stdio: ["ignore", "ignore", "pipe"] });
  const [[code], said] = await Promise.all([once(child, "exit"), text(child.stderr)]);
  const { numPassedTests: passed, testResults } = reportSchema.parse(
    JSON.parse(await readFile(report, "utf8")),
  );
  return { code, passed, said, tests: testResults.flatMap((result) => result.assertionResults) };
}

describe("the tests of Kafka", () => {
  test("say without Java that they are skipped, and what to install", async () => {
    const { code, passed, tests } = await runConformance(WITHOUT_JAVA);
    expect({ code, passed }).toEqual({ code: 0, passed: 0 });
    expect(tests.length).toBeGreaterThan(0);
    for (const { fullName, status } of tests) {
      expect(status).toBe("skipped");
      expect(fullName).toContain("(skipped: there is no java and no mvn: apt install ");
    }
  });

  test("fail without Java where skips are forbidden", async () => {
    const { code, passed, said } = await runConformance({ ...WITHOUT_JAVA, VIGIE_NO_SKIP: "1" });
    expect({ code, passed }).toEqual({ code: 1, passed: 0 });
    expect(said).toMatch(/spawn (java|mvn) ENOENT/);
  });
});

const missing = missingJava(process.env);

describe.skipIf(missing)(
  `a Kafka that runs already${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    test("is used for the conformance suite, whose tests all pass without Java", async () => {
      const cluster = await startKafka();
      try {
        const named = { ...WITHOUT_JAVA, KAFKA_BROKERS: cluster.brokers.join(",") };
        const { code, passed, tests } = await runConformance(named);
        expect(tests.filter(({ status }) => status === "failed")).toEqual([]);
        expect(code).toBe(0);
        // Its network is not the test's to cut.
        const skipped = tests.filter(({ status }) => status === "skipped");
        expect(passed + skipped.length).toBe(tests.length);
        expect(passed).toBeGreaterThan(skipped.length);
      } finally {
        await cluster.stop();
      }
    });
  },
);
