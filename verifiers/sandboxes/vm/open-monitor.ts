import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";

const LOOK_EVERY_MS = 20;
const CONNECT_MS_MAX = 15_000;
const ANSWER_MS_MAX = 30_000;
/** Of all that one machine says: it is not trusted, as its guest may have taken it over. */
const SAID_BYTES_MAX = 2 ** 20;

const messageSchema = z.object({
  id: z.int().optional(),
  return: z.unknown().optional(),
  event: z.string().optional(),
});

/** QEMU's monitor (docs/interop/qmp-spec.txt of QEMU). */
export type Monitor = {
  /** Resolves to whether QEMU did it. */
  readonly execute: (command: string, parameters?: object) => Promise<boolean>;
  readonly close: () => void;
};

type Options = {
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: string) => void;
};

/** Null where there is no answer in time, or the work is over before. */
export async function openMonitor(options: Options): Promise<Monitor | null> {
  const { path, clock, signal } = options;
  const socket = await reach(path, clock, signal);
  if (!socket) return null;
  const monitor = speak(socket, options);
  return (await monitor.execute("qmp_capabilities")) ? monitor : null;
}

async function reach(path: string, clock: Clock, signal: AbortSignal): Promise<Socket | null> {
  const untilMs = clock.nowMs() + CONNECT_MS_MAX;
  while (!signal.aborted && clock.nowMs() < untilMs) {
    const socket = await tryOnce(path);
    if (socket) return socket;
    await clock.sleep(LOOK_EVERY_MS);
  }
  return null;
}

function tryOnce(path: string): Promise<Socket | null> {
  const socket = connect({ path });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  });
}

function speak(socket: Socket, { clock, onEvent }: Options): Monitor {
  const waiting = new Map<number, (done: boolean) => void>();
  const over = new AbortController();
  let asked = 0;

  function close(): void {
    over.abort();
    socket.destroy();
    for (const answer of waiting.values()) answer(false);
    waiting.clear();
  }
  function hear(line: string): void {
    const message = parse(line);
    if (message?.event !== undefined) onEvent(message.event);
    if (message?.id === undefined) return;
    waiting.get(message.id)?.("return" in message);
    waiting.delete(message.id);
  }
  socket.on("error", close).on("close", close);
  socket.on("data", () => {
    if (socket.bytesRead > SAID_BYTES_MAX) close();
  });
  createInterface({ input: socket }).on("line", hear).on("error", close);

  async function execute(execute: string, parameters: object = {}): Promise<boolean> {
    if (over.signal.aborted) return false;
    const id = ++asked;
    const answer = Promise.withResolvers<boolean>();
    waiting.set(id, answer.resolve);
    socket.write(`${JSON.stringify({ execute, arguments: parameters, id })}\n`);
    const answered = new AbortController();
    const signal = AbortSignal.any([over.signal, answered.signal]);
    const late = clock.sleep(ANSWER_MS_MAX, signal).then(
      () => answer.resolve(false),
      () => undefined,
    );
    const done = await answer.promise;
    answered.abort();
    await late;
    return done;
  }

  return { execute, close };
}

function parse(line: string): z.infer<typeof messageSchema> | null {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
