import { createMemory } from "../detection/memory.ts";
import type { Place, Points } from "./fit-baseline.ts";

/** So many points are kept one by one; then one of a part of a day; then one of a day. */
const ZONE_POINTS = 63;
const POINTS_MAX = 3 * ZONE_POINTS;
const CAPACITY_MIN = 16;
/** Seasons and parts of a day share a byte. */
const DAY_PARTS_MAX = 8;

export type Point = { readonly value: number; readonly place: Place };

/**
 * What a series has taught, in order of time: 9 bytes a point, and at most 189 of them. Of daily
 * runs that is half a year; of more frequent ones less, with the older ones thinned out, so that
 * the week's season stays known.
 */
export type PointHistory = {
  readonly push: (point: Point) => void;
  /** Moves all to another level. */
  readonly shift: (by: number) => void;
  /** A copy, which the caller may add to. */
  readonly copy: () => PointList;
};

export type PointList = { -readonly [Name in keyof Points]: number[] };

export function createPointHistory(memory = createMemory()): PointHistory {
  const kept = memory.of("points", () => ({
    count: 0,
    values: new Float32Array(0),
    days: new Float64Array(0),
    groups: new Uint8Array(0),
  }));
  kept.values = owned(kept.values);
  kept.days = owned(kept.days);
  kept.groups = owned(kept.groups);

  function grow() {
    const capacity = Math.min(POINTS_MAX + 1, Math.max(CAPACITY_MIN, 2 * kept.count));
    kept.values = copyTo(new Float32Array(capacity), kept.values);
    kept.days = copyTo(new Float64Array(capacity), kept.days);
    kept.groups = copyTo(new Uint8Array(capacity), kept.groups);
  }

  function remove(index: number) {
    const { values, days, groups, count } = kept;
    for (const array of [values, days, groups]) array.copyWithin(index, index + 1, count);
    kept.count -= 1;
  }

  const dayOf = (index: number) => Math.floor(kept.days[index] ?? 0);
  const partOf = (index: number) => (kept.groups[index] ?? 0) % DAY_PARTS_MAX;

  /** The point that has just left a zone goes if the one before it stands for it. */
  function thin() {
    const day = kept.count - 2 * ZONE_POINTS - 1;
    if (day > 0 && dayOf(day) === dayOf(day - 1)) remove(day);
    const part = kept.count - ZONE_POINTS - 1;
    if (part > 0 && dayOf(part) === dayOf(part - 1) && partOf(part) === partOf(part - 1))
      remove(part);
    if (kept.count > POINTS_MAX) remove(0);
  }

  function push({ value, place }: Point) {
    if (kept.count === kept.values.length) grow();
    const { values, days, groups, count } = kept;
    values[count] = value;
    days[count] = place.days;
    groups[count] = place.season * DAY_PARTS_MAX + place.dayPart;
    kept.count += 1;
    thin();
  }

  return {
    push,
    shift: (by) => {
      const { values, count } = kept;
      for (let index = 0; index < count; index += 1) values[index] = (values[index] ?? 0) + by;
    },
    copy: () => {
      const { values, days, groups, count } = kept;
      const list: PointList = { values: [], days: [], seasons: [], dayParts: [] };
      for (let index = 0; index < count; index += 1) {
        const group = groups[index] ?? 0;
        list.values.push(values[index] ?? 0);
        list.days.push(days[index] ?? 0);
        list.seasons.push(Math.floor(group / DAY_PARTS_MAX));
        list.dayParts.push(group % DAY_PARTS_MAX);
      }
      return list;
    },
  };
}

/** Unpacked arrays are views of all that was unpacked with them, which they would keep alive. */
function owned<Numbers extends Float32Array | Float64Array | Uint8Array>(array: Numbers): Numbers {
  const isView = array.buffer.byteLength > array.byteLength;
  return isView ? (array.slice() as Numbers) : array;
}

function copyTo<Numbers extends Float32Array | Float64Array | Uint8Array>(
  larger: Numbers,
  smaller: Numbers,
): Numbers {
  larger.set(smaller);
  return larger;
}
