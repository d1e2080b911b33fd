import { execFile, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { z } from "zod";

const HERE = import.meta.dirname;
const BUILDING_MS_MAX = 600_000;
const ASKING_MS_MAX = 120_000;

const answerSchema = z.object({
  id: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.int().optional(),
  error: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;
type Question = { readonly id: string; readonly sql: string };
type Reader = { readonly url: string; readonly password: string };

const run = promisify(execFile);

/** Asks by clickhouse-go, over HTTP, as Grafana's plugin for ClickHouse does; the answers by id. */
export async function askByClickhouseGo(
  { url, password }: Reader,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, Answer>> {
  const asker = spawn(await buildAsker(), {
    env: {
      STORE_ADDRESS: new URL(url).host,
      STORE_USER: "grafana",
      STORE_PASSWORD: password,
      STORE_DATABASE: "vigie",
    },
    timeout: ASKING_MS_MAX,
  });
  const said = Promise.all([text(asker.stdout), text(asker.stderr)]);
  for (const question of questions) asker.stdin.write(`${JSON.stringify(question)}\n`);
  asker.stdin.end();
  await once(asker, "exit");
  const [answers, complaint] = await said;
  if (asker.exitCode !== 0) throw new Error(complaint);
  const lines = answers.split("\n").filter((line) => line !== "");
  const parsed = lines.map((line) => answerSchema.parse(JSON.parse(line)));
  return new Map(parsed.map((answer) => [answer.id, answer]));
}

/** The path of the program, built once for the user of this machine. */
async function buildAsker(): Promise<string> {
  const sources = ["main.go", "go.mod", "go.sum"].map((file) => readFile(join(HERE, file)));
  const hash = createHash("sha256");
  for (const source of await Promise.all(sources)) hash.update(source);
  const cache = join(homedir(), ".cache", "vigie-tests");
  const binary = join(cache, `clickhouse-go-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const building = `${binary}.${randomUUID()}`;
  await run("go", ["build", "-buildvcs=false", "-ldflags=-s -w", "-o", building, "."], {
    cwd: HERE,
    timeout: BUILDING_MS_MAX,
  });
  await rename(building, binary);
  return binary;
}
