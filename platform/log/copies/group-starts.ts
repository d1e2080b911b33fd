/** A record's place, and the groups of its topic that are not done with it. */
export type Noted = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly notDoneBy: readonly string[];
};

/**
 * Where groups go on in a log that is being filled from another: in each partition before the
 * first record with which the group was not done, or else behind the last. What lies behind the
 * first and was done is delivered again.
 */
export class GroupStarts {
  readonly #firsts = new Map<string, number>();
  readonly #ends = new Map<string, number>();

  /** In the order of offsets within a partition. */
  note({ topic, partition, offset, notDoneBy }: Noted): void {
    this.#ends.set(`${topic} ${partition}`, offset + 1);
    for (const group of notDoneBy) {
      const key = `${topic} ${partition} ${group}`;
      if (!this.#firsts.has(key)) this.#firsts.set(key, offset);
    }
  }

  /** The offset that is next for a group; null where the partition has no record. */
  startOf(topic: string, partition: number, group: string): number | null {
    const end = this.#ends.get(`${topic} ${partition}`) ?? null;
    return this.#firsts.get(`${topic} ${partition} ${group}`) ?? end;
  }
}
