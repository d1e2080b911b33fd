/** What a command talks to: data to `out`, progress and logs to `err`. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Data as it is, without an end of line; resolves once it is taken. */
  readonly write: (text: string) => Promise<void>;
  /** Progress bars are drawn only for a person. */
  readonly isInteractive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export function createTerminal(): Terminal {
  // A reader that stops reading (`| head`) is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    isInteractive: process.stderr.isTTY === true,
    environment: process.env,
  };
}
