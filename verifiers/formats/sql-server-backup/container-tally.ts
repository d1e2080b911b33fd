/** Bad places of a container that are named; all are counted. */
const NAMED_MAX = 100;

export type BadPlace = { readonly offset: number; readonly reason: string };
export type ContainerFacts = {
  readonly blocks: number;
  readonly streams: number;
  readonly badCount: number;
  readonly bad: readonly BadPlace[];
};

export type ContainerTally = {
  readonly meetBlock: () => void;
  readonly meetStream: () => void;
  readonly report: (offset: number, reason: string) => void;
  readonly read: () => ContainerFacts;
};

export function createContainerTally(): ContainerTally {
  const bad: BadPlace[] = [];
  let [blocks, streams, badCount] = [0, 0, 0];
  return {
    meetBlock: () => {
      blocks += 1;
    },
    meetStream: () => {
      streams += 1;
    },
    report: (offset, reason) => {
      badCount += 1;
      if (bad.length < NAMED_MAX) bad.push({ offset, reason });
    },
    read: () => ({ blocks, streams, badCount, bad }),
  };
}
