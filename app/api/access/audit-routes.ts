import { z } from "zod";
import { auditSchema } from "../../../schemas/audit.ts";
import { instantSchema } from "../../../schemas/instant.ts";
import { readAudit } from "../../access/audit-rows.ts";
import { defineRoute, type Route } from "../route.ts";

const ENTRIES_MAX = 1_000;
const ENTRIES_USUAL = 100;

const list = defineRoute({
  ...{ method: "GET", path: "/audit", right: "audit", tag: "access" },
  summary: "Who asked to change what over HTTP, and how it was answered; the newest first",
  query: z.strictObject({
    since: instantSchema.optional(),
    before: z.coerce.number<string>().int().positive().optional(),
    limit: z.coerce.number<string>().int().min(1).max(ENTRIES_MAX).optional(),
  }),
  answer: auditSchema,
  handle: async ({ principal: { tenants }, query }, { state }) => {
    const { since: sinceMs = 0, before = Number.MAX_SAFE_INTEGER, limit = ENTRIES_USUAL } = query;
    // One entry more than is shown says whether there are more.
    const asked = { sinceMs, before, tenants, limit: limit + 1 };
    const entries = await state.transact((rows) => readAudit(rows, asked));
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  },
});

export const AUDIT_ROUTES: readonly Route[] = [list];
