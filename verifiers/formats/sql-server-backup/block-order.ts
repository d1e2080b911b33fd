/** Where in a file the reader is, by the blocks so far. */
type Place = "start" | "media" | "ready" | "set" | "ending" | "marked" | "ended" | "closed";

/**
 * The blocks in the order in which SQL Server writes them: TAPE SFMB, then for each backup set
 * SSET, its parts, MSLS, SFMB, ESET, ESET, SFMB.
 */
const STEPS: Readonly<Record<Place, Readonly<Record<string, Place>>>> = {
  start: { TAPE: "media" },
  media: { SFMB: "ready" },
  ready: { SSET: "set" },
  set: { MSLS: "ending" },
  ending: { SFMB: "marked" },
  marked: { ESET: "ended" },
  ended: { ESET: "closed" },
  closed: { SFMB: "ready" },
};
/** Where a block out of order leaves the reader. */
const AFTER: Readonly<Record<string, Place>> = {
  TAPE: "media",
  SFMB: "ready",
  SSET: "set",
  MSLS: "ending",
  ESET: "ended",
};

export type BlockOrder = {
  /** What the block is out of order for; null if it is not. */
  readonly next: (type: string) => string | null;
  readonly isInSet: () => boolean;
  /** Whether the file may end here. */
  readonly isComplete: () => boolean;
};

export function createBlockOrder(): BlockOrder {
  let place: Place = "start";
  return {
    next: (type) => {
      const step = STEPS[place][type];
      if (step) {
        place = step;
        return null;
      }
      const isPart = !(type in AFTER);
      if (isPart && place === "set") return null;
      const wanted = Object.keys(STEPS[place]).join(" or ");
      place = AFTER[type] ?? "set";
      return `${type} stands where ${wanted} belongs`;
    },
    isInSet: () => place === "set" || place === "ending",
    isComplete: () => place === "ready",
  };
}
