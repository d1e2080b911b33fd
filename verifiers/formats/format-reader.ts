import type { Clock } from "../../platform/clock/clock.ts";
import type { ByteSource } from "../../platform/objects/byte-source.ts";
import type { Inspection } from "../../schemas/inspection.ts";

/** How many bytes from the start `recognises` wants. */
export const HEAD_BYTES = 4_096;

export type InspectOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with the bytes read so far, now and then. */
  readonly onProgress?: (bytesRead: number) => void;
};

/**
 * Reads one format of backups, without its engine: level `sound`. What is damaged is data; it
 * rejects only where the bytes could not be read. Bytes are an enemy's: memory is constant, and
 * every length and offset is checked before it is used.
 */
export type FormatReader = {
  readonly format: string;
  /** Whether the first bytes (`HEAD_BYTES`, fewer in a smaller file) are of this format. */
  readonly recognises: (head: Uint8Array) => boolean;
  /** One inspection of each backup in the file. */
  readonly inspect: (source: ByteSource, options: InspectOptions) => Promise<readonly Inspection[]>;
};
