import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../../../app/cli.js", import.meta.url));

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };
type Environment = Readonly<Record<string, string>>;

/** One command of Vigie, to its end. */
export async function runVigie(words: readonly string[], environment: Environment): Promise<Ran> {
  const child = start(words, environment);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, out, err };
}

export type RunningVigie = {
  readonly url: string;
  /** As by a power cut. */
  readonly kill: () => Promise<void>;
  /** As Ctrl-C does; resolves to the exit code. */
  readonly stop: () => Promise<number | null>;
};

/** `vigie up`, or the part of it that `only` names, once it answers. */
export async function startUp(
  config: string,
  environment: Environment,
  only?: string,
): Promise<RunningVigie> {
  const part = only === undefined ? [] : ["--only", only];
  const child = start(["up", "--config", config, "--log", "error", ...part], environment);
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /Vigie is up: (\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", () => reject(new Error(`vigie up ended: ${said}`)));
  });
  let isAsked = false;
  child.once("exit", () => {
    // Nobody waits for it: it fails the test, which else would wait for its answers.
    if (!isAsked) throw new Error(`vigie up ended by itself: ${said}`);
  });
  async function end(signal: "SIGKILL" | "SIGINT"): Promise<number | null> {
    isAsked = true;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, "exit");
    child.kill(signal);
    const [code] = await exit;
    return code;
  }
  return { url, kill: async () => void (await end("SIGKILL")), stop: () => end("SIGINT") };
}

type Started = ChildProcessByStdio<null, Readable, Readable>;

function start(words: readonly string[], environment: Environment): Started {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CLI, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
}
