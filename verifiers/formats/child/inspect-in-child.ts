import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { type Inspection, inspectionSchema } from "../../../schemas/inspection.ts";
import { type ChildReading, readInChild } from "./read-in-child.ts";

const PROGRAM = fileURLToPath(new URL("./inspecting-child.ts", import.meta.url));
const NAME_SHOWN_MAX = 255;

export type ChildInspection = ChildReading<readonly Inspection[]>;

type Options = {
  readonly name: string;
  readonly bounds: { readonly secondsMax: number; readonly memoryMax: number };
  /** The machine's own: a process runs in real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Reads a copy's format in a process of its own: see `readInChild`. */
export async function inspectInChild(
  source: ByteSource,
  { name, ...options }: Options,
): Promise<ChildInspection> {
  const parameters = [name.slice(-NAME_SHOWN_MAX), String(source.sizeBytes)];
  const program = { file: PROGRAM, parameters, found: z.array(inspectionSchema) };
  const { ended, found, seconds } = await readInChild(source, program, options);
  return {
    ended,
    found: found?.map((inspection) => ({ ...inspection, seconds })) ?? null,
    seconds,
  };
}
