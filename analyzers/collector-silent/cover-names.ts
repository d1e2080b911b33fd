import type { EventOf } from "../../schemas/events.ts";
import { prefixesOf, SOURCES_MAX } from "../detection/channels.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";

/** Of collectors and the sources that each covers: as if each source had two. */
const PAIRS_MAX = 2 * SOURCES_MAX;

type Heartbeat = EventOf<"vigie.collector.heartbeat.v1">["data"];

/** Which collectors cover which sources, of those whose watermark is kept. */
export function createCoverNames({ channels, passOver }: World, memory: Memory) {
  /** Who was the first to name a cover. */
  const namedBy = memory.of("namedBy", () => new Map<string, string>());
  const pairs = memory.of("pairs", () => ({ count: 0 }));

  /** `covered` is what the collector was known to cover, if it is watched. */
  function note({ collector, covers }: Heartbeat, covered: Set<string> | undefined) {
    const named = covers.sources.filter((source) => channels.named.sources.has(source));
    for (const source of named) if (!namedBy.has(source)) namedBy.set(source, collector);
    for (const source of named) if (covered && !covered.has(source)) cover(source);

    function cover(source: string) {
      if (pairs.count >= PAIRS_MAX) return passOver("covers", collector);
      covered?.add(source);
      pairs.count += 1;
    }
  }

  /** Of the closest cover; null where nobody vouches for the source. */
  function collectorOf(source: string): string | null {
    const cover = prefixesOf(source).find((prefix) => namedBy.has(prefix));
    return cover === undefined ? null : (namedBy.get(cover) ?? null);
  }

  return { note, collectorOf };
}
