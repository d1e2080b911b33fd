export type Coalesced = {
  /** Resolves when a run that began after it was asked for has ended. */
  readonly run: () => Promise<void>;
  /** When nothing runs; what it failed with is for who ran it. */
  readonly ended: () => Promise<void>;
};

/** A task that anybody may ask for: while it runs, all who ask get one more run together. */
export function coalesce(task: () => Promise<void>): Coalesced {
  let running: Promise<void> | null = null;
  let isAsked = false;

  async function runWhileAsked() {
    try {
      while (isAsked) {
        isAsked = false;
        await task();
      }
    } finally {
      // In the same step as the last look: who asks from now on begins anew.
      running = null;
    }
  }

  return {
    run: () => {
      isAsked = true;
      running ??= runWhileAsked();
      return running;
    },
    ended: async () => {
      await Promise.allSettled([running]);
    },
  };
}
