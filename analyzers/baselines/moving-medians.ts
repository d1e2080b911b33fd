/**
 * For each value from `first` on, the median of up to `window` values before it. `first` is at
 * least 1, as nothing comes before the first of all.
 */
export function movingMedians(
  values: readonly number[],
  { window, first }: { readonly window: number; readonly first: number },
): readonly number[] {
  const sorted: number[] = [];
  const medians: number[] = [];
  for (let index = Math.max(0, first - window); index < values.length; index += 1) {
    if (index >= first) medians.push(middleOf(sorted));
    if (sorted.length === window) sorted.splice(sorted.indexOf(values[index - window] ?? 0), 1);
    insert(sorted, values[index] ?? 0);
  }
  return medians;
}

function insert(sorted: number[], value: number) {
  let index = sorted.length;
  for (; index > 0 && (sorted[index - 1] ?? value) > value; index -= 1)
    sorted[index] = sorted[index - 1] ?? value;
  sorted[index] = value;
}

function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  const above = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? above : ((sorted[half - 1] ?? above) + above) / 2;
}
