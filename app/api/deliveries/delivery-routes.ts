import { z } from "zod";
import { listDeliveries } from "../../../alerts/delivery/list-deliveries.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { defineRoute, type Route } from "../route.ts";

const instant = z.iso.datetime();

/** One message may tell of several tenants, and a pager that fails fails for all. */
const list = defineRoute({
  ...{ method: "GET", path: "/deliveries", right: "read", tag: "deliveries", isWhole: true },
  summary: "Pages that did not arrive, or not yet, in the last 7 days; and how the pagers fare",
  answer: z.object({
    undelivered: z.array(
      z.object({
        ...{ pager: z.string(), incident: z.string().nullable(), reason: z.string() },
        ...{ severity: z.string(), attempts: z.int(), lastFailure: z.string().nullable() },
        nextAttemptAt: instant.nullable().meta({ description: "Null where it was given up" }),
        toldBy: z.string().nullable().meta({ description: "Who was told in its pager's place" }),
      }),
    ),
    pagers: z.array(
      z.object({
        pager: z.string(),
        failingSince: instant.nullable().meta({ description: "Null where it works" }),
        ...{ failures: z.int(), lastFailure: z.string(), lastFailureAt: instant },
        finding: z.string().nullable().meta({ description: "The last pager-failed of it" }),
      }),
    ),
  }),
  handle: async ({ nowMs }, { state }) => {
    const { undelivered, pagers } = await listDeliveries(state, nowMs);
    return {
      undelivered: undelivered.map(({ nextAttemptAtMs, ...rest }) => ({
        ...rest,
        nextAttemptAt: toJson(nextAttemptAtMs),
      })),
      pagers: pagers.map(({ pager, failingSinceMs, failures, lastFailure, ...health }) => ({
        ...{ pager, failures, lastFailure, failingSince: toJson(failingSinceMs) },
        lastFailureAt: instantToJson(health.lastFailureAtMs),
        finding: health.finding?.id ?? null,
      })),
    };
  },
});

function toJson(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}

export const DELIVERY_ROUTES: readonly Route[] = [list];
