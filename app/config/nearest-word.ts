const PREFIX_LENGTH_MIN = 3;

/**
 * The word that was perhaps meant: one that goes on, or else fewest letters changed, and not more
 * than half; null where none is near.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const longer = known.filter((candidate) => candidate.startsWith(word.toLowerCase()));
  if (word.length >= PREFIX_LENGTH_MIN && longer.length === 1) return longer[0] ?? null;
  const near = known
    .map((candidate) => ({ candidate, changes: editDistance(word, candidate) }))
    .filter(({ candidate, changes }) => changes * 2 <= Math.max(word.length, candidate.length))
    .sort((a, b) => a.changes - b.changes);
  return near[0]?.candidate ?? null;
}

/** Levenshtein's distance, without regard to case. */
function editDistance(one: string, other: string): number {
  const to = [...other.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one.toLowerCase()].entries()) {
    const next = [index + 1];
    for (const [column, wanted] of to.entries()) {
      const replaced = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
