import { OperatingError } from "../../platform/errors/operating-error.ts";

/** One thing that is wrong in the configuration, and where: line and column count from 1. */
export type ConfigFault = {
  readonly line: number;
  readonly column: number;
  /** Such as `policies[0].schedule.cron`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
};

/**
 * The configuration cannot be used. The message tells all its faults, in the order of their
 * lines.
 */
export class ConfigError extends OperatingError {
  readonly faults: readonly ConfigFault[];

  constructor(file: string, faults: readonly ConfigFault[]) {
    super(describe(file, faults), { retryable: false });
    this.name = "ConfigError";
    this.faults = faults;
  }
}

function describe(file: string, faults: readonly ConfigFault[]): string {
  const count = faults.length === 1 ? "one fault" : `${faults.length} faults`;
  const lines = faults.flatMap(({ line, column, path, message, hint }) => [
    `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`,
    ...(hint === null ? [] : [`  hint: ${hint}`]),
  ]);
  return [`Cannot use ${file} as it has ${count}`, ...lines].join("\n");
}
