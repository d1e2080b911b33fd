import { z } from "zod";
import { SEVERITIES } from "../finding.ts";

/** What every pager is told by. */
export const pagerBase = {
  name: z.string().min(1),
  severities: z.array(z.enum(SEVERITIES)).default(["critical", "warning"]),
  /** The name of the pager that is told instead where this one fails. */
  fallback: z.string().min(1).optional(),
  /** What people read there; `report.lang` unless said. */
  lang: z.enum(["en", "fr"]).optional(),
};
