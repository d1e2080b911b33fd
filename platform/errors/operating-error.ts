type Options = {
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
};

/**
 * A dependency, a file or the configuration failed us: neither a bad backup (that is data) nor our
 * own bug (that is an assertion).
 */
export class OperatingError extends Error {
  readonly retryable: boolean;
  readonly hint: string | undefined;

  constructor(message: string, options: Options) {
    super(message, { cause: options.cause });
    this.name = "OperatingError";
    this.retryable = options.retryable;
    this.hint = options.hint;
  }
}
