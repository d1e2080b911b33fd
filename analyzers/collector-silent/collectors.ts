import type { EventOf } from "../../schemas/events.ts";
import { type Channel, COLLECTORS_MAX, type FirstNamed, isCovered } from "../detection/channels.ts";
import type { KnownSeries } from "../detection/known-series.ts";
import type { Memory } from "../detection/memory.ts";
import type { Sleeper, World } from "../detection/world.ts";
import {
  type CollectorMemory,
  type CollectorWatch,
  createCollectorWatch,
  type Dependents,
} from "./collector-watch.ts";
import { createCoverNames } from "./cover-names.ts";

/** All collectors: what their watermarks reach is judged, and each is watched itself. */
export function createCollectors(
  world: World,
  watches: ReadonlyMap<string, KnownSeries>,
  memory: Memory,
) {
  const remembered = memory.of("collectors", () => new Map<string, CollectorMemory>());
  const collectors = new Map([...remembered].map(([name, kept]) => [name, create(name, kept)]));
  const names = createCoverNames(world, memory);

  function create(name: string, kept: CollectorMemory): CollectorWatch {
    const dependents = () => dependentsOf(name);
    return createCollectorWatch(world, name, { memory: kept, dependents });
  }

  function open(name: string, nowMs: number): CollectorWatch {
    const known = collectors.get(name);
    if (known) return known;
    const kept = {
      covered: new Set<string>(),
      watermarkMs: null,
      movedAtMs: nowMs,
      intervalsMs: [],
    };
    const watch = create(name, kept);
    remembered.set(name, kept);
    collectors.set(name, watch);
    watch.watch();
    return watch;
  }

  function accept(event: EventOf<"vigie.collector.heartbeat.v1">, nowMs: number) {
    const { collector } = event.data;
    if (collectors.has(collector) || collectors.size < COLLECTORS_MAX)
      open(collector, nowMs).accept(event, nowMs);
    else world.passOver("collectors", collector);
    const { moved, firstNamed, unnamed } = world.channels.note(event, nowMs);
    world.passOver("covers", collector, unnamed);
    names.note(event.data, remembered.get(collector)?.covered);
    wakeDue(moved, nowMs);
    if (firstNamed.vaults || firstNamed.sources.size > 0)
      for (const watch of watches.values()) if (mayConcern(firstNamed, watch)) watch.wake(nowMs);
  }

  function dependentsOf(name: string): Dependents {
    const dependent = [...watches.values()].filter((watch) => dependsOn(watch, name));
    const rposMs = dependent.flatMap(({ policy }) => policy?.objectives?.rpo ?? []);
    return {
      series: dependent.length,
      leastRpoMs: rposMs.length === 0 ? null : Math.min(...rposMs),
    };
  }

  function dependsOn(watch: KnownSeries, name: string): boolean {
    if (watch.policy?.reportedBy !== undefined) return watch.policy.reportedBy === name;
    const source = watch.sourceOfRuns();
    return source !== null && (collectors.get(name)?.covers(source) ?? false);
  }

  return {
    accept,
    /** Who brings what a source says; null where nobody vouches for it. */
    of: (reportedBy: string | null, source: string) => reportedBy ?? names.collectorOf(source),
    expect: (name: string, nowMs: number) => void open(name, nowMs),
    /** Not if it is only expected. */
    hasSpoken: (name: string) => (remembered.get(name)?.watermarkMs ?? null) !== null,
    sleeperOf: (name: string) => collectors.get(name)?.sleeper,
  };
}

/** Whether a cover named for the first time may be a closer one; a vault, for any series. */
function mayConcern({ sources, vaults }: FirstNamed, watch: KnownSeries): boolean {
  if (vaults) return true;
  const source = watch.sourceOfRuns();
  if (source === null || watch.policy?.reportedBy !== undefined) return false;
  return isCovered(source, sources);
}

/** Each is woken once, however many of the watermarks it waits for: it looks at all of them. */
function wakeDue(moved: readonly Channel<Sleeper>[], nowMs: number): void {
  for (let due = takeDue(moved); due.size > 0; due = takeDue(moved))
    for (const sleeper of due) sleeper.wake(nowMs);
}

function takeDue(moved: readonly Channel<Sleeper>[]): ReadonlySet<Sleeper> {
  const due = new Set<Sleeper>();
  for (const { alarms, watermarkMs } of moved)
    for (let next = alarms.takeDue(watermarkMs); next; next = alarms.takeDue(watermarkMs))
      due.add(next);
  return due;
}
