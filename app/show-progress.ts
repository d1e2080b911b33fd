import { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

export type Progress = {
  /** How much is done now, and a word on it. */
  readonly update: (done: number, word: string) => void;
  readonly end: () => void;
};

const SILENT: Progress = { update: () => undefined, end: () => undefined };

/** A bar on standard error for work of `total` steps; nothing where nobody looks. */
export function showProgress(terminal: Terminal, what: string, total: number): Progress {
  if (!terminal.isInteractive) return SILENT;
  const bar = new SingleBar({
    format: `${what} [{bar}] {value}/{total} {word}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, { word: "" });
  return { update: (done, word) => bar.update(done, { word }), end: () => bar.stop() };
}
