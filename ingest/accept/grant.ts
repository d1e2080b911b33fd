import type { EventOf, VigieEvent } from "../../schemas/events.ts";
import { createFault, type Fault } from "./fault.ts";

/** What a token may say. */
export type TokenGrant = {
  readonly tenant: string;
  readonly sources: readonly string[];
  /** Without them it speaks for every collector that is not of others. */
  readonly collectors?: readonly string[] | undefined;
  /** What is not for it to speak for; names in Unicode NFC, as all here. */
  readonly others?: {
    readonly collectors: readonly string[];
    readonly vaults: readonly string[];
  };
};

/** What a sender may say: the owner of this machine anything, a token what it is bound to. */
export type Grant = "local" | TokenGrant;

type Heartbeat = EventOf<"vigie.collector.heartbeat.v1">;

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
  if (event.type === "vigie.collector.heartbeat.v1") return refuseHeartbeat(event, grant);
  const tenant = tenantOf(event);
  if (tenant.of === grant.tenant.normalize("NFC")) return null;
  return createFault(
    "tenant-refused",
    `${tenant.path} is ${quote(tenant.of)}: this token speaks for tenant ${quote(grant.tenant)}`,
  );
}

/** What it says is believed of all series that wait for this collector, or for these vaults. */
function refuseHeartbeat({ data }: Heartbeat, grant: TokenGrant): Fault | null {
  const { collectors: own, others } = grant;
  const { collector, covers } = data;
  if (own && !own.includes(collector)) {
    const reason = `this token speaks for ${own.map(quote).join(", ")}`;
    return createFault("collector-refused", `data.collector is ${quote(collector)}: ${reason}`);
  }
  if (!own && others?.collectors.includes(collector)) {
    const reason = "this token does not speak for it, as it lists no collectors";
    return createFault("collector-refused", `data.collector is ${quote(collector)}: ${reason}`);
  }
  const vault = covers.vaults.find((name) => others?.vaults.includes(name));
  if (vault === undefined) return null;
  const reason = `this token speaks for tenant ${quote(grant.tenant)}`;
  return createFault("vault-refused", `data.covers.vaults has ${quote(vault)}: ${reason}`);
}

/**
 * A heartbeat also speaks of what it covers: that others have nothing more to say is not for a
 * token to claim.
 */
function sourcesOf(event: VigieEvent): readonly string[] {
  if (event.type !== "vigie.collector.heartbeat.v1") return [event.source];
  return [event.source, ...event.data.covers.sources];
}

function tenantOf(event: Exclude<VigieEvent, Heartbeat>): {
  readonly path: string;
  readonly of: unknown;
} {
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
