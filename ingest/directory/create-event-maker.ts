import { createHash } from "node:crypto";
import type { EventOf, EventType } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { canonicalJson } from "../accept/canonical-json.ts";
import type { Copy } from "./copy.ts";
import type { CopyAttributes, Examining } from "./examining.ts";
import type { PathMeaning } from "./parse-pattern.ts";
import type { WatchedSource } from "./watched-source.ts";

type Vault = WatchedSource["vaults"][number];

/** A copy with what its path says, where it lies, and its address. */
export type Place = { readonly copy: Copy; readonly meaning: PathMeaning; readonly uri: string };

/** An event as JSON will have it. */
export type MadeEvent = Readonly<Record<string, unknown>>;

/**
 * What one collector of vaults says, in its own name. Saying the same again makes the same event,
 * to the id.
 */
export function createEventMaker(source: WatchedSource, attributesOf: Examining["attributesOf"]) {
  const reportsRuns = source.reports.includes("runs");
  const speaker = `/vigie/collectors/${source.name}`;
  const vaults = new Map(source.vaults.map((vault) => [vault.name, vault]));
  const roleOf = ({ vault }: Copy): Vault["role"] => vaults.get(vault)?.role ?? "primary";

  const findingsOf = ({ examined }: Copy): CopyAttributes =>
    examined ? attributesOf(examined.found) : {};

  function make<T extends EventType>(type: T, atMs: number, data: Said<T>): MadeEvent {
    const said = { type, time: instantToJson(atMs), data };
    const id = createHash("sha256").update(canonicalJson(said)).digest("hex").slice(0, 32);
    return { specversion: "1.0", id, source: speaker, ...said };
  }

  return {
    /**
     * The run that a primary copy shows, where this collector tells of runs; said once, whatever
     * becomes of the file.
     */
    ofRun: ({ copy, meaning, uri }: Place): MadeEvent[] => {
      if (!reportsRuns || copy.isRunTold || roleOf(copy) !== "primary") return [];
      const at = instantToJson(copy.modifiedAtMs);
      const { checksum } = findingsOf(copy);
      const data = {
        ...meaning,
        startedAt: at,
        finishedAt: at,
        sizeBytes: copy.sizeBytes,
        storedBytes: copy.sizeBytes,
        ...(checksum && { checksum }),
        location: { vault: copy.vault, uri },
      };
      return [make("vigie.backup.succeeded.v1", copy.modifiedAtMs, data)];
    },

    ofCopy: ({ copy, meaning, uri }: Place): MadeEvent => {
      const observed = {
        role: roleOf(copy),
        vault: copy.vault,
        uri,
        sizeBytes: copy.sizeBytes,
        ...findingsOf(copy),
        observedAt: instantToJson(copy.observedAtMs),
      };
      return make("vigie.copy.observed.v1", copy.observedAtMs, { ...meaning, copy: observed });
    },

    ofRemoval: ({ copy, meaning, uri }: Place, goneAtMs: number): MadeEvent => {
      const { vault } = copy;
      const removed = { role: roleOf(copy), vault, uri, removedAt: instantToJson(goneAtMs) };
      return make("vigie.copy.removed.v1", goneAtMs, { ...meaning, copy: removed });
    },

    ofScan: (scannedAtMs: number, watermarkMs: number): MadeEvent =>
      make("vigie.collector.heartbeat.v1", scannedAtMs, {
        collector: source.name,
        watermark: instantToJson(watermarkMs),
        covers: { sources: reportsRuns ? [speaker] : [], vaults: [...vaults.keys()] },
        inventoryComplete: true,
      }),
  };
}

/** The names that an event's data may have; its values are as JSON has them. */
type Said<T extends EventType> = { readonly [Name in keyof EventOf<T>["data"]]: unknown };
