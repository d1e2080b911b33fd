import { z } from "zod";
import { durationSchema, sizeSchema } from "./duration.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A prompt of getty or of a like program, after the machine's name. */
const LOGIN_PROMPT = "/^[\\w.-]{1,64} login: ?/m";
const EXPRESSION = /^\/(?<source>.+)\/(?<flags>[imsu]*)$/s;

/** A text, or a regular expression between slashes. */
const markerSchema = z
  .string()
  .min(1)
  .max(500)
  .refine(isMarker, "must be a text, or a regular expression such as /login: $/m");

/** How the machine of an image is started in a sandbox, and what it is to say. */
export const machineSettings = {
  /** `auto`: KVM where it can be used, else emulation, which is several times slower. */
  accelerator: z.enum(["auto", "tcg"]).default("auto"),
  /** Of the guest: 1 GiB, or what `verification.memoryMax` leaves. */
  memory: sizeSchema.optional(),
  /** On which the disk hangs: one that the guest has a driver for. */
  bus: z.enum(["virtio", "sata", "ide"]).default("virtio"),
  /** What its serial console says once it has booted. */
  marker: markerSchema.default(LOGIN_PROMPT),
  /** How long that may take. */
  bootMax: durationSchema.default(5 * MINUTE_MS),
  /** Keeps the screen as it was at the end below `data`, for so long; it may show personal data. */
  screenshots: z.strictObject({ keep: durationSchema.default(30 * DAY_MS) }).optional(),
};
const settingsSchema = z.object(machineSettings);
export type MachineSettings = z.infer<typeof settingsSchema>;

export const DEFAULT_MACHINE: MachineSettings = settingsSchema.parse({});

/** The expression that finds a marker in what a console says. */
export function markerExpression(marker: string): RegExp {
  const { source, flags } = EXPRESSION.exec(marker)?.groups ?? {};
  return source === undefined ? new RegExp(RegExp.escape(marker)) : new RegExp(source, flags);
}

function isMarker(marker: string): boolean {
  try {
    return markerExpression(marker) instanceof RegExp;
  } catch {
    return false;
  }
}
