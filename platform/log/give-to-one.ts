import type { Share } from "./share-out.ts";

/** Who shall hold each stream where one member holds all: whoever does already, or the first. */
export function giveToOne(
  shares: readonly Share[],
  members: readonly number[],
): ReadonlyMap<number, number | null> {
  const holds = (member: number) => shares.some((share) => share.member === member);
  const holder = members.find(holds) ?? members[0] ?? null;
  return new Map(shares.map(({ stream }) => [stream, holder]));
}
