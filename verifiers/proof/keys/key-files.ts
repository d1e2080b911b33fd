import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { type KeyHistory, keyHistorySchema } from "./key-history.ts";

/** The files of a directory of keys. */
export function keyFiles(directory: string) {
  return {
    /** The private key that signs. */
    signing: join(directory, "signing.pem"),
    /** The one that will, while a rotation is under way. */
    next: join(directory, "next.pem"),
    /** The public record; absent until the first rotation. */
    history: join(directory, "history.json"),
  };
}

/** Undefined where no key was ever rotated. */
export function readKeyHistory(directory: string): KeyHistory | undefined {
  const { history } = keyFiles(directory);
  const text = readIfThere(history);
  if (text === null) return undefined;
  try {
    return keyHistorySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new OperatingError(`Cannot sign as ${history} is no key history`, {
      retryable: false,
      hint: "restore it from a backup of Vigie, or from any report or proof, which carry it",
      cause,
    });
  }
}

/** Null where it is absent. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
