import type { EventOf } from "../../schemas/events.ts";
import { type Alarms, createAlarms } from "./alarms.ts";

/** How far behind our own clock we judge what no collector answers for. */
export const LAG_MS = 15 * 60_000;

/** Heartbeats may name so many collectors; more are not watched. */
export const COLLECTORS_MAX = 10_000;
/** And that they cover so many sources and vaults; for more nobody vouches. */
export const SOURCES_MAX = 100_000;
const VAULTS_MAX = 10_000;

/** So many complete inventories of a vault are remembered. */
export const INVENTORIES_MAX = 32;

/** What moves a watermark, and who waits for it to reach an instant. */
export type Channel<T> = {
  watermarkMs: number;
  readonly alarms: Alarms<T>;
  /**
   * The last watermarks that came with a complete inventory, in order: up to each of them, what
   * was not told of was not there.
   */
  inventoriesMs: readonly number[];
};

/**
 * Watermarks by collector, by the source prefixes they cover, by vault; and the one of our own
 * clock.
 */
export type Channels<T> = {
  readonly note: (event: EventOf<"vigie.collector.heartbeat.v1">, receivedAtMs: number) => Noted<T>;
  readonly ofSource: (source: string | null, reportedBy: string | null) => Channel<T>;
  /** Null: the vault is not known, so every vault must have been told of. */
  readonly ofVault: (vault: string | null) => Channel<T>;
  readonly lag: Channel<T>;
  /** By what tells their names apart: who delivers, what is covered. */
  readonly named: Named<T>;
};

/** Every channel but that of our own clock. */
type Named<T> = {
  readonly collectors: Map<string, Channel<T>>;
  readonly sources: Map<string, Channel<T>>;
  readonly vaults: Map<string, Channel<T>>;
};

/** The channels whose watermark a heartbeat moved, and what it was the first to name. */
type Noted<T> = {
  readonly moved: readonly Channel<T>[];
  readonly firstNamed: FirstNamed;
  /** How many covers have no channel, as there are too many. */
  readonly unnamed: number;
};

export type FirstNamed = { readonly sources: ReadonlySet<string>; readonly vaults: boolean };

export function createChannels<T>(): Channels<T> {
  const lag = createChannel<T>();
  const named: Named<T> = { collectors: new Map(), sources: new Map(), vaults: new Map() };
  const { collectors, sources, vaults } = named;

  function note({ data }: EventOf<"vigie.collector.heartbeat.v1">, receivedAtMs: number) {
    const { covers } = data;
    const vaultsBefore = vaults.size;
    const newSources = covers.sources.filter((source) => !sources.has(source));
    const covered = [
      ...covers.sources.map((source) => openWithin(sources, source, SOURCES_MAX)),
      ...covers.vaults.map((vault) => openWithin(vaults, vault, VAULTS_MAX)),
    ];
    const collector = openWithin(collectors, data.collector, COLLECTORS_MAX);
    const told = [collector, ...covered].filter((channel) => channel !== null);
    const firstNamed = {
      sources: new Set(newSources.filter((source) => sources.has(source))),
      vaults: vaults.size > vaultsBefore,
    };
    // A watermark ahead of our own clock would judge what nobody can know yet.
    const watermarkMs = Math.min(data.watermark, receivedAtMs);
    if (data.inventoryComplete) for (const channel of told) noteInventory(channel, watermarkMs);
    const moved = told.filter((channel) => channel.watermarkMs < watermarkMs);
    for (const channel of moved) channel.watermarkMs = watermarkMs;
    const unnamed = covered.filter((channel) => channel === null).length;
    return { moved, firstNamed, unnamed };
  }

  function ofSource(source: string | null, reportedBy: string | null): Channel<T> {
    if (reportedBy !== null) return openChannel(collectors, reportedBy);
    if (source === null) return lag;
    for (const prefix of prefixesOf(source)) {
      const channel = sources.get(prefix);
      if (channel) return channel;
    }
    return lag;
  }

  function ofVault(vault: string | null): Channel<T> {
    if (vault !== null) return vaults.get(vault) ?? lag;
    const all = [...vaults.values()];
    return all.reduce((a, b) => (b.watermarkMs < a.watermarkMs ? b : a), all[0] ?? lag);
  }

  return { note, ofSource, ofVault, lag, named };
}

/** Whether one of the covers names a source: it is equal, or a prefix that ends at a `/`. */
export function isCovered(source: string, covers: ReadonlySet<string>): boolean {
  return prefixesOf(source).some((prefix) => covers.has(prefix));
}

/** A source and its prefixes that end at a `/`, with it and without, longest first. */
export function prefixesOf(source: string): readonly string[] {
  const prefixes = [source];
  for (let at = source.lastIndexOf("/"); at > 0; at = source.lastIndexOf("/", at - 1))
    prefixes.push(source.slice(0, at + 1), source.slice(0, at));
  return [...prefixes, "/"];
}

export function openChannel<T>(channels: Map<string, Channel<T>>, name: string): Channel<T> {
  const known = channels.get(name);
  if (known) return known;
  const channel = createChannel<T>();
  channels.set(name, channel);
  return channel;
}

function openWithin<T>(channels: Map<string, Channel<T>>, name: string, max: number) {
  return channels.has(name) || channels.size < max ? openChannel(channels, name) : null;
}

function createChannel<T>(): Channel<T> {
  return {
    watermarkMs: Number.NEGATIVE_INFINITY,
    alarms: createAlarms<T>(),
    inventoriesMs: [],
  };
}

function noteInventory<T>(channel: Channel<T>, atMs: number): void {
  if (channel.inventoriesMs.includes(atMs)) return;
  const all = [...channel.inventoriesMs, atMs].sort((a, b) => a - b);
  channel.inventoriesMs = all.slice(-INVENTORIES_MAX);
}
