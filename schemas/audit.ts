import { z } from "zod";
import { ROLES } from "./access.ts";

/** How somebody showed who they are. */
export const VIAS = ["token", "session", "anonymous"] as const;

/** A change that was asked for over HTTP: `GET /api/v1/audit` and `vigie access audit`. */
export const auditEntrySchema = z.object({
  /** Greater than that of each entry before. */
  id: z.int().positive(),
  /** RFC 3339. */
  at: z.string(),
  /** Null, as role and via, where nobody known asked. */
  name: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
  via: z.enum(VIAS).nullable(),
  /** The network address that asked. */
  address: z.string(),
  /** Such as `POST /api/v1/session`. */
  route: z.string(),
  /** The path's parameters, and what the route said that it is about. */
  subject: z.record(z.string(), z.string()),
  /** Whose it was; null where it is Vigie's own, or was refused before that was known. */
  tenant: z.string().nullable(),
  /** Of HTTP; null where the process ended before it answered. */
  status: z.int().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The newest first. */
export const auditSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** Whether there are older ones: ask again with `before` as the last one's id. */
  more: z.boolean(),
});
