import type { VigieEvent } from "../../schemas/events.ts";
import { createFault, type Fault } from "./fault.ts";

/** What a sender may say: the owner of this machine anything, a token what it is bound to. */
export type Grant = "local" | { readonly tenant: string; readonly sources: readonly string[] };

/** The fault of an event that its sender may not say, or null. */
export function refuse(event: VigieEvent, grant: Grant): Fault | null {
  if (grant === "local") return null;
  const foreign = sourcesOf(event).find((source) => !isWithin(source, grant.sources));
  if (foreign !== undefined) {
    return createFault(
      "source-refused",
      `source ${quote(foreign)}: this token speaks for ${grant.sources.map(quote).join(", ")}`,
    );
  }
  const tenant = tenantOf(event);
  if (tenant === "none" || tenant.of === grant.tenant.normalize("NFC")) return null;
  return createFault(
    "tenant-refused",
    `${tenant.path} is ${quote(tenant.of)}: this token speaks for tenant ${quote(grant.tenant)}`,
  );
}

/**
 * A heartbeat also speaks of what it covers: that others have nothing more to say is not for a
 * token to claim.
 */
function sourcesOf(event: VigieEvent): readonly string[] {
  if (event.type !== "vigie.collector.heartbeat.v1") return [event.source];
  return [event.source, ...event.data.covers.sources];
}

function tenantOf(event: VigieEvent): "none" | { readonly path: string; readonly of: unknown } {
  if (event.type === "vigie.collector.heartbeat.v1") return "none";
  if (event.type === "vigie.change.announced.v1") {
    const { tenant } = event.data.match;
    return { path: "data.match.tenant", of: tenant };
  }
  return { path: "data.series.tenant", of: event.data.series.tenant };
}

/** A prefix ends where the source ends, or at a `/`: `/sql/par` is not spoken for by `/sql/pa`. */
function isWithin(source: string, prefixes: readonly string[]): boolean {
  return prefixes.some(
    (prefix) =>
      source === prefix || source.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`),
  );
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? "absent";
}
