import { z } from "zod";

/**
 * What could not be read: why, from where, and its bytes, so that nothing is lost. The item on
 * `vigie.rejects`.
 */
export const rejectSchema = z.object({
  id: z.string(),
  /** Who brought it: an intake token's name, a file, a topic. */
  origin: z.string(),
  /** Where in that: a line, an offset, an index in a batch. */
  position: z.string(),
  /**
   * A word for the fault, such as `not-json`, `not-an-event`, `unknown-type`, `tenant-refused`,
   * `collector-refused`, `id-reused`, `too-large`, `too-far-ahead`.
   */
  fault: z.string(),
  reason: z.string(),
  receivedAt: z.iso.datetime({ offset: true }),
  /** At most `BYTES_KEPT_MAX` of it, base64. */
  bytesBase64: z.string(),
  bytesTotal: z.int().nonnegative(),
  /** When it was sent through acceptance again; it is told once more then, with this. */
  replayedAt: z.iso.datetime({ offset: true }).optional(),
  /** The id of the reject that it is, rejected again when it was replayed. */
  replayOf: z.string().optional(),
});
export type Reject = z.infer<typeof rejectSchema>;

export const BYTES_KEPT_MAX = 65_536;
