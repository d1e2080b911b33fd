import type { Sleeper } from "./world.ts";

/** Of each kind of sleeper, the one by a key; undefined where there is none. */
export type SleepersByKind = Readonly<Record<string, (key: string) => Sleeper | undefined>>;

/** The sleeper by a name, which is its kind, a space and its key. */
export function findSleeper(byKind: SleepersByKind, name: string): Sleeper {
  const space = name.indexOf(" ");
  const sleeper = byKind[name.slice(0, space)]?.(name.slice(space + 1));
  if (!sleeper) throw new Error(`an alarm is set for ${name}, of which nothing is known`);
  return sleeper;
}
