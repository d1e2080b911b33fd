export type Share = { readonly stream: number; readonly member: number | null };

/**
 * Who shall hold which stream: members differ by one stream at most, and no stream moves without
 * need.
 * Streams stay without a member only where there is none.
 */
export function shareOut(
  shares: readonly Share[],
  members: readonly number[],
): ReadonlyMap<number, number | null> {
  const kept = new Map(members.map((member) => [member, streamsOf(shares, member)]));
  const result = new Map<number, number | null>(shares.map(({ stream }) => [stream, null]));
  const mostFirst = members.toSorted((a, b) => sizeOf(kept, b) - sizeOf(kept, a) || a - b);
  const least = Math.floor(shares.length / Math.max(1, members.length));
  const withOneMore = shares.length - least * members.length;

  const roomy: number[] = [];
  for (const [rank, member] of mostFirst.entries()) {
    const quota = least + (rank < withOneMore ? 1 : 0);
    const keeps = (kept.get(member) ?? []).slice(0, quota);
    for (const stream of keeps) result.set(stream, member);
    for (let room = quota - keeps.length; room > 0; room--) roomy.push(member);
  }
  for (const [stream, member] of result)
    if (member === null) result.set(stream, roomy.shift() ?? null);
  return result;
}

function streamsOf(shares: readonly Share[], member: number): readonly number[] {
  return shares.filter((share) => share.member === member).map(({ stream }) => stream);
}

function sizeOf(kept: ReadonlyMap<number, readonly number[]>, member: number): number {
  return kept.get(member)?.length ?? 0;
}
