/** What one sandbox may take. Reaching a bound proves nothing about the copy. */
export type SandboxLimits = {
  readonly secondsMax: number;
  /** Bytes of memory, of all its processes. */
  readonly memoryMax: number;
  /** Bytes that a copy has at most, also once it is expanded. */
  readonly bytesMax: number;
  /** Bytes on disk, where an engine lays out what it restores. */
  readonly diskMax: number;
};
