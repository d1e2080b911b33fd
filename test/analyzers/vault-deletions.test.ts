import process from "node:process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemory } from "../../analyzers/detection/memory.ts";
import type { EarlyEnd } from "../../analyzers/mass-deletion/early-ends.ts";
import { createVaultDeletions } from "../../analyzers/mass-deletion/vault-deletions.ts";

const endOf = (series: number, run: number, copy = 0): EarlyEnd => ({
  ...{ subject: `s${series}`, runId: `r${run}`, beganAtMs: run },
  place: { role: "primary", vault: "v", uri: `file:///${series}/${run}/${copy}` },
  ...{ atMs: 1_000 + series, how: "removed" },
});

const open = () =>
  createVaultDeletions(
    createMemory(),
    () => {},
    () => {},
  );
type Deletions = ReturnType<typeof open>;

/** A burst of two runs of each series. */
function lose(series: number): Deletions {
  const deletions = open();
  deletions.count("acme", "v", 100);
  for (let index = 0; index < series; index += 1)
    for (const run of [0, 1]) deletions.put("acme", endOf(index, run), 1);
  return deletions;
}

function cpuMsOf(job: () => void): number {
  const before = process.cpuUsage();
  job();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

test("what is there again is taken off the sum, which is not counted anew", () => {
  const deletions = lose(5_000);
  const take = (series: number) => deletions.drop("acme", endOf(series, 0), 2);
  const plainMs = cpuMsOf(() => {
    for (let series = 0; series < 1_000; series += 1) take(series);
  });
  const countedMs = cpuMsOf(() => {
    for (let series = 1_000; series < 2_000; series += 1) {
      take(series);
      deletions.countsOf("acme", endOf(series, 1));
    }
  });
  expect(deletions.countsOf("acme", endOf(0, 1))).toMatchObject({ vaultRuns: 8_000 });
  expect(countedMs).toBeLessThan(10 * plainMs + 100);
});

test("counted on, the sum is as if counted anew, whatever goes and comes", () => {
  const ends = fc.record({ series: fc.nat(4), run: fc.nat(4), copy: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(ends, { maxLength: 60 }), (told) => {
      const [counted, kept] = [lose(6), new Map<string, EarlyEnd>()];
      for (let series = 0; series < 6; series += 1)
        for (const run of [0, 1]) kept.set(`${series} ${run} 0`, endOf(series, run));
      for (const { series, run, copy } of told) {
        const [key, end] = [`${series} ${run} ${copy}`, endOf(series, run, copy)];
        if (kept.delete(key)) counted.drop("acme", end, 2);
        else {
          kept.set(key, end);
          counted.put("acme", end, 2);
        }
        counted.countsOf("acme", endOf(5, 0));
      }
      const anew = lose(0);
      for (const end of kept.values()) anew.put("acme", end, 2);
      expect(counted.countsOf("acme", endOf(5, 0))).toEqual(anew.countsOf("acme", endOf(5, 0)));
    }),
  );
});
