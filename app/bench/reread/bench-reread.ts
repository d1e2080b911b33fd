import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { type Hashing, openHashing } from "../../../verifiers/rereading/hashing/open-hashing.ts";
import type { Bench } from "../bench.ts";

const ROUNDS = 5;
const BLOCK_BYTES = 16 * 2 ** 20;
const NAMES = ["first", "second"] as const;

const run = promisify(execFile);

/** Of the fastest round each: what else runs on the machine only ever slows. */
export type RereadBench = {
  readonly bytes: number;
  readonly rounds: number;
  readonly megabytesPerSecond: {
    readonly openssl: number;
    readonly opensslTwice: number;
    readonly one: number;
    readonly two: number;
    /** SHA-256 and S3's own checksum in one reading. */
    readonly withCrc64Nvme: number;
  };
  readonly ratios: {
    readonly oneToOpenssl: number;
    readonly twoToOne: number;
    readonly twoToOpenssl: number;
    /** What the machine's second core gives to two processes that share nothing. */
    readonly opensslTwiceToOpenssl: number;
  };
};

type Work = () => Promise<unknown>;

/**
 * How fast copies are read again beside `openssl dgst -sha256` on the same files, of `bytes` each,
 * which the machine holds in memory: one copy, and two at once.
 */
export async function benchReread(bench: Bench, bytes: number): Promise<RereadBench> {
  const root = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  const threads = NAMES.map(openHashing);
  try {
    await fill(root, bytes);
    return await measure(bench, { root, bytes, threads });
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
    await rm(root, { recursive: true });
  }
}

type Ground = {
  readonly root: string;
  readonly bytes: number;
  readonly threads: readonly Hashing[];
};

async function measure(bench: Bench, { root, bytes, threads }: Ground): Promise<RereadBench> {
  const store = createDirectoryObjects({ root });
  const hash = (which: readonly string[], algorithm: string | null) => () =>
    Promise.all(
      which.map((name, at) =>
        threads[at]?.hash({ store, name }, { algorithm, bytesMax: bytes + 1 }),
      ),
    );
  const openssl = (which: readonly string[]) => () =>
    Promise.all(which.map((name) => runOpenssl(join(root, name))));
  const [one, two] = [NAMES.slice(0, 1), NAMES];
  const best = await fastest(bench, {
    openssl: openssl(one),
    one: hash(one, null),
    opensslTwice: openssl(two),
    two: hash(two, null),
    withCrc64Nvme: hash(one, "crc64nvme"),
  });
  const pairs: readonly string[] = ["two", "opensslTwice"];
  const speed = (name: keyof typeof best) =>
    Math.round((bytes * (pairs.includes(name) ? 2 : 1)) / best[name] / 1_000);
  const ratio = (a: keyof typeof best, b: keyof typeof best) =>
    Number((speed(a) / speed(b)).toFixed(2));
  return {
    ...{ bytes, rounds: ROUNDS },
    megabytesPerSecond: {
      openssl: speed("openssl"),
      opensslTwice: speed("opensslTwice"),
      one: speed("one"),
      two: speed("two"),
      withCrc64Nvme: speed("withCrc64Nvme"),
    },
    ratios: {
      oneToOpenssl: ratio("one", "openssl"),
      twoToOne: ratio("two", "one"),
      twoToOpenssl: ratio("two", "openssl"),
      opensslTwiceToOpenssl: ratio("opensslTwice", "openssl"),
    },
  };
}

/** Milliseconds of the fastest round of each, in turn, so that all meet the same machine. */
async function fastest<Name extends string>(
  { clock, signal, startProgress }: Bench,
  works: Readonly<Record<Name, Work>>,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries<Work>(works);
  const best = new Map(entries.map(([name]) => [name, Number.POSITIVE_INFINITY]));
  const progress = startProgress("reading copies again", ROUNDS * entries.length);
  try {
    for (let step = 0; step < ROUNDS * entries.length; step += 1) {
      signal.throwIfAborted();
      const [name, work] = entries[step % entries.length] ?? ["", async () => undefined];
      const startedAtMs = clock.nowMs();
      await work();
      const tookMs = Math.max(1, clock.nowMs() - startedAtMs);
      best.set(name, Math.min(best.get(name) ?? tookMs, tookMs));
      progress.update(step + 1, name);
    }
  } finally {
    progress.end();
  }
  return Object.fromEntries(best) as Record<Name, number>;
}

async function fill(root: string, bytes: number): Promise<void> {
  const block = randomBytes(Math.min(bytes, BLOCK_BYTES));
  const store = createDirectoryObjects({ root });
  for (const name of NAMES) await store.write(name, repeat(block, bytes));
}

async function* repeat(block: Buffer, bytes: number) {
  for (let at = 0; at < bytes; at += block.length) yield block.subarray(0, bytes - at);
}

async function runOpenssl(file: string): Promise<void> {
  try {
    await run("openssl", ["dgst", "-sha256", file]);
  } catch (cause) {
    throw new OperatingError("Cannot compare with openssl as it does not run", {
      retryable: false,
      hint: "install it: apt install openssl",
      cause,
    });
  }
}
