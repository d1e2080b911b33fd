import { secondsSince } from "../../platform/clock/seconds-since.ts";
import type { ByteSource } from "../../platform/objects/byte-source.ts";
import type { Inspection } from "../../schemas/inspection.ts";
import { DamagedCopy } from "./damaged-copy.ts";
import type { FormatReader } from "./format-reader.ts";
import { meterSource } from "./reading/meter-source.ts";
import { UnjudgedCopy } from "./unjudged-copy.ts";

/** What a reader found; what it leaves out its format does not have. */
export type Findings = Pick<Inspection, "verdict" | "reasons"> &
  Partial<Pick<Inspection, "format" | "backup" | "container" | "pages" | "tables">>;

/** Bytes that come one after another, such as those that gzip expands to. */
export type StreamFormat = Pick<FormatReader, "format" | "recognises"> & {
  /** May throw `DamagedCopy` and `UnjudgedCopy`. Need not read to the end. */
  readonly examineStream: (chunks: AsyncIterable<Uint8Array>) => Promise<Findings>;
};

type Definition = Pick<FormatReader, "format" | "recognises"> & {
  /** May throw `DamagedCopy` and `UnjudgedCopy`. */
  readonly examine: (source: ByteSource) => Promise<Findings>;
};

const NOTHING = { backup: null, container: null, pages: null } as const;

/** A reader of files that hold one backup, from what its format finds in one. */
export function createReader({ format, recognises, examine }: Definition): FormatReader {
  return {
    format,
    recognises,
    inspect: async (source, options) => {
      const startedMs = options.clock.nowMs();
      const metered = meterSource(source, options);
      const findings = await judgeFaults(examine(metered));
      const seconds = secondsSince(options.clock, startedMs);
      return [
        { format, ...NOTHING, tables: [], ...findings, bytesRead: metered.bytesRead(), seconds },
      ];
    },
  };
}

/** A reader of what can be read forwards only. */
export function createStreamReader({
  format,
  recognises,
  examineStream,
}: StreamFormat): FormatReader {
  return createReader({
    format,
    recognises,
    examine: ({ read }) => examineStream(read()),
  });
}

/** A wrong backup is a verdict, not an error. */
export async function judgeFaults(findings: Promise<Findings>): Promise<Findings> {
  try {
    return await findings;
  } catch (error) {
    if (error instanceof DamagedCopy) return { verdict: "damaged", reasons: [error.fault] };
    if (error instanceof UnjudgedCopy) return { verdict: "unknown", reasons: [error.reason] };
    throw error;
  }
}
