import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import { fileError } from "../../../platform/errors/file-error.ts";
import { readLeftFile } from "./read-left-file.ts";

const NAME = /^[0-9a-f]{64}\.png$/;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const BYTES_MAX = 16 * 2 ** 20;
const [OWN_DIRECTORY, OWN_FILE] = [0o700, 0o600];

export type Screenshots = {
  /** Keeps an image that a sandbox wrote; its SHA-256, or null where it is none. */
  readonly keep: (file: string) => Promise<string | null>;
  /** Removes those that are older than they may be. */
  readonly expire: () => Promise<void>;
};

type Options = { readonly directory: string; readonly keepMs: number; readonly clock: Clock };

/**
 * Screens as machines left them, each named for its SHA-256, which its proof tells. They may show
 * personal data: they are Vigie's own to read, and kept no longer than configured.
 */
export function keepScreenshots({ directory, keepMs, clock }: Options): Screenshots {
  async function keep(file: string): Promise<string | null> {
    const bytes = await readImage(file);
    if (!bytes) return null;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    try {
      await mkdir(directory, { recursive: true, mode: OWN_DIRECTORY });
      await chmod(directory, OWN_DIRECTORY);
      await writeFile(join(directory, `${sha256}.png`), bytes, { mode: OWN_FILE });
    } catch (error) {
      throw fileError(`keep a screenshot in ${directory}`, error);
    }
    return sha256;
  }

  async function expire(): Promise<void> {
    for (const name of await readdir(directory).catch(() => [])) {
      const file = join(directory, name);
      const found = NAME.test(name) ? await lstat(file).catch(() => null) : null;
      if (found && found.mtimeMs + keepMs < clock.nowMs()) await rm(file, { force: true });
    }
  }

  return { keep, expire };
}

async function readImage(file: string): Promise<Buffer | null> {
  const image = await readLeftFile(file, BYTES_MAX);
  return image && PNG.equals(image.subarray(0, PNG.length)) ? image : null;
}
