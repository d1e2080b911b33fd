import type { Meter } from "@opentelemetry/api";
import { errorCode } from "../../platform/errors/file-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { PackedAssets } from "../packing/create-packed-memory.ts";
import { openPackedFile } from "../packing/open-packed-file.ts";

/** Where a term's sleeping series lie, and for how long. */
export type Scratch = {
  readonly packed: PackedAssets;
  readonly close: () => void;
};

type Options = { readonly logger: Logger; readonly meter: Meter };

/** A file made anew, whose faults are told and whose size is shown. */
export function openScratch(path: string, { logger, meter }: Options): Scratch {
  const file = openPackedFile(path, (err) => {
    const hint = "what sleeps stays in memory; free space on the disk, or check its mount";
    logger.warn(
      { err, code: errorCode(err), path, hint },
      "analysis cannot write its scratch file",
    );
  });
  const packed = meter.createObservableGauge("vigie_analysis_packed_bytes", {
    description: "What series that sleep take: of the scratch file, and of memory without it",
    unit: "By",
  });
  const observe: Parameters<typeof packed.addCallback>[0] = (result) => {
    const { fileBytes, memoryBytes } = file.taken();
    result.observe(fileBytes, { place: "file" });
    result.observe(memoryBytes, { place: "memory" });
  };
  packed.addCallback(observe);
  return {
    packed: file,
    close: () => {
      packed.removeCallback(observe);
      file.close();
    },
  };
}
