/** Exit codes of every command, as CONTRACT.md has them. */
export const EXIT = {
  done: 0,
  /** Done, and what was asked about is not good. */
  notGood: 1,
  undecided: 2,
  usage: 64,
  ourFault: 70,
  configuration: 78,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
