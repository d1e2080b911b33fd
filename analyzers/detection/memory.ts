/**
 * What watches remember, by name: plain data without functions, so that all of it can be packed
 * into bytes while nothing happens, and unpacked again with every object that is shared in it.
 */
export type Memory = {
  /** What was remembered by this name; at first what `begin` gives. */
  readonly of: <T extends object>(name: string, begin: () => T) => T;
  /** The memory of a part, whose names are its own. */
  readonly part: (name: string) => Memory;
};

/** All that is remembered, as it is packed. */
export type Remembered = { [name: string]: object };

export function createMemory(remembered: Remembered = {}): Memory {
  return {
    of: <T extends object>(name: string, begin: () => T): T => {
      const known = remembered[name] ?? begin();
      remembered[name] = known;
      // Each name is used in one place, with one type.
      return known as T;
    },
    part: (name) => {
      const known = remembered[name] ?? {};
      remembered[name] = known;
      return createMemory(known as Remembered);
    },
  };
}
