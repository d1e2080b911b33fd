import type { Role } from "../copies/copy.ts";
import type { KnownSeries } from "../detection/known-series.ts";
import type { Memory } from "../detection/memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import { CAUSES, type Cause, type Cohort, type Peer, type Place } from "./cohort.ts";

/** So many that no series stands in any more are remembered: what is usual there. */
const LEFT_MAX = 10_000;

/** Which series have what in common. */
export type Cohorts = ReturnType<typeof createCohorts>;

export function createCohorts(memory: Memory, passOver: PassOver) {
  const peers = memory.of("peers", () => new Map<string, Peer>());
  const put = createPlacing(memory, passOver);

  function add(watch: KnownSeries, nowMs: number) {
    const { tenant, site, product, instance } = watch.series;
    const peer: Peer = { watch, cohorts: { ...NOWHERE } };
    peers.set(watch.subject, peer);
    put(peer, "instance", { word: "instance", place: { instance, site, tenant } }, nowMs);
    put(peer, "site", { word: "site", place: { site, tenant } }, nowMs);
    put(peer, "productOfTenant", { word: "product", place: { product, tenant } }, nowMs);
    put(peer, "product", { word: "product", place: { product } }, nowMs);
    put(peer, "tenant", { word: "tenant", place: { tenant } }, nowMs);
  }

  /** Who speaks for the series, and what collector brings that; null where none does yet. */
  function noteSource(
    { subject }: KnownSeries,
    said: { readonly source: string; readonly collector: string | null },
    nowMs: number,
  ) {
    const peer = peers.get(subject);
    if (!peer) return;
    const { source, collector } = said;
    if (peer.cohorts.source?.cause.place.source !== source)
      put(peer, "source", { word: "source", place: { source } }, nowMs);
    if (collector !== null && peer.cohorts.collector?.cause.place.collector !== collector)
      put(peer, "collector", { word: "collector", place: { collector } }, nowMs);
  }

  function noteVault(
    { subject }: KnownSeries,
    { role, vault }: { readonly role: Role; readonly vault: string },
    nowMs: number,
  ) {
    const peer = peers.get(subject);
    if (!peer || peer.cohorts[role]?.cause.place.vault === vault) return;
    put(peer, role, { word: "vault", place: { vault } }, nowMs);
  }

  /** After its memory was unpacked: a series is no plain data. */
  function bind(watches: ReadonlyMap<string, KnownSeries>) {
    for (const [subject, peer] of peers) {
      const watch = watches.get(subject);
      if (!watch) throw new Error(`nothing is known of ${subject}, which has peers`);
      peer.watch = watch;
    }
  }

  /** Before its memory is packed. */
  function unbind() {
    for (const peer of peers.values()) Object.assign(peer, { watch: null });
  }

  const peerOf = (subject: string) => peers.get(subject) ?? null;
  return { add, noteSource, noteVault, peerOf, bind, unbind };
}

/** Puts a peer among those of its place that have the same cause. */
function createPlacing(memory: Memory, passOver: PassOver) {
  const cohorts = memory.of("cohorts", () => new Map<string, Cohort>());
  const left = keepLeft(memory, (key) => {
    cohorts.delete(key);
    passOver("places", nameOf(key));
  });

  return (peer: Peer, place: Place, cause: Cause, nowMs: number) => {
    const key = keyOf(cause);
    const cohort = cohorts.get(key) ?? {
      ...{ key, cause, sinceMs: nowMs },
      ...{ peers: new Set(), recent: new Map() },
    };
    cohorts.set(key, cohort);
    const before = peer.cohorts[place];
    peer.cohorts[place] = cohort;
    cohort.peers.add(peer);
    left.take(key);
    if (!before || Object.values(peer.cohorts).includes(before)) return;
    before.peers.delete(peer);
    if (before.peers.size === 0) left.add(before.key);
  };
}

const NOWHERE: Peer["cohorts"] = {
  instance: null,
  source: null,
  primary: null,
  duplicate: null,
  site: null,
  collector: null,
  productOfTenant: null,
  product: null,
  tenant: null,
};

function keyOf({ word, place }: Cause): string {
  return [word, ...CAUSES.map((name) => place[name] ?? "")].join("\n");
}

/** The keys of those that nobody stands in: sources may be named after each run. */
function keepLeft(memory: Memory, forget: (key: string) => void) {
  const left = memory.of("left", () => new Set<string>());
  return {
    take: (key: string) => void left.delete(key),
    add: (key: string) => {
      const [oldest] = left.add(key);
      if (left.size > LEFT_MAX && oldest !== undefined && left.delete(oldest)) forget(oldest);
    },
  };
}

/** Of a cohort, by its key, for people. */
export function nameOf(key: string): string {
  return key.split("\n").join(" ").trim();
}
