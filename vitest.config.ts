import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

/** How long `expect.poll` waits: a second is not enough where much else runs. */
const POLL = { poll: { timeout: 20_000 } };

/** Two projects: `fast` is part of `npm run ok`; `slow` starts processes, engines or a browser. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/slow/**", "node_modules/**"],
          pool: "forks",
          // Left alone, one core of a machine stays idle; and what runs in one worker with an order
          // of 0 would come last.
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          expect: POLL,
          // As long as a test: it opens the engine, which takes its time where much else runs.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          pool: "forks",
          // After the fast ones. Most wait for others' processes, so that two at once take two
          // thirds of the time; what measures speed compares within one run.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 300_000,
          expect: POLL,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
