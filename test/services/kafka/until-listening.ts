import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const STARTING_MS_MAX = 90_000;
const LOOK_EVERY_MS = 100;

/** Resolves when the broker takes connections; throws where it ends before, or takes too long. */
export async function untilListening(port: number, child: ChildProcess | undefined): Promise<void> {
  for (let tries = 1; !(await answers(port)); tries++) {
    if (child?.exitCode !== null || tries * LOOK_EVERY_MS > STARTING_MS_MAX)
      throw new Error(`a broker does not listen on ${port}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const answered = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answered;
}
