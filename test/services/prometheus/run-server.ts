import { spawn } from "node:child_process";
import { once } from "node:events";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";

const LOOKS_MAX = 150;
const LOOK_EVERY_MS = 100;

const clock = createSystemClock();

/** A child process that is a server; resolves once `readyUrl` says so. */
export async function runServer(program: string, readyUrl: string, parameters: readonly string[]) {
  const child = spawn(program, parameters, { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  const ended = once(child, "exit");
  for (let looks = 0; !(await isReady(readyUrl)); looks++) {
    if (looks === LOOKS_MAX || child.exitCode !== null) {
      child.kill("SIGKILL");
      throw new Error(`${program} did not start:\n${said.join("")}`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
  return {
    end: async (signal: "SIGTERM" | "SIGKILL") => {
      child.kill(signal);
      await ended;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
