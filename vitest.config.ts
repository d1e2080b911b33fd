import { defineConfig } from "vitest/config";

/** Two projects: `fast` is part of `npm run ok`; `slow` starts processes, engines or a browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/slow/**", "node_modules/**"],
          pool: "forks",
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
