import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { METRIC_CHARTS } from "../../../dashboards/grafana/metrics.ts";
import { parseYaml } from "../../compose/compose-file.ts";
import {
  missingPrometheus,
  prometheusProgram,
} from "../../services/prometheus/missing-prometheus.ts";

const NAMES = /\b(?:up(?=\{)|(?:vigie|process|nodejs)_\w+)/g;
/** What a histogram adds to its name. */
const PARTS = /_(bucket|sum|count)$/;

const alertsSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          title: z.string(),
          data: z.array(z.object({ model: z.object({ expr: z.string().optional() }) })),
        }),
      ),
    }),
  ),
});

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const run = promisify(execFile);
const charts = Object.values(METRIC_CHARTS);
const alerts = alertsSchema
  .parse(parseYaml(read("dashboards/grafana/provisioning/alerting/vigie.yml")))
  .groups.flatMap(({ rules }) => rules)
  .map(({ title, data }) => ({ name: title, promql: data[0]?.model.expr ?? "" }));
const asked = [...charts, ...alerts];
/** Of the scrape itself, not of Vigie. */
const OF_PROMETHEUS = ["up"];
const documented = read("docs/metrics.md");
const missing = missingPrometheus(process.env);

test.each(asked)("$name asks for metrics that docs/metrics.md lists", ({ promql }) => {
  const names = [...promql.matchAll(NAMES)].map(([name]) => name.replace(PARTS, ""));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names.filter((one) => !OF_PROMETHEUS.includes(one)))
    expect(documented).toContain(`| \`${name}\` |`);
});

test.each(charts)("$name has each label of its legend in its answer", ({ promql, legend }) => {
  const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? "");
  const kept = /by \(([^)]*)\)/.exec(promql)?.[1]?.split(/,\s*/);
  if (kept) expect(kept).toEqual(expect.arrayContaining(labels));
});

describe.skipIf(missing !== null)(missing ? `promtool: skipped, ${missing}` : "promtool", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-promql-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function check(queries: readonly string[]): Promise<string> {
    const rules = queries.map((expr, index) => ({ record: `chart:${index}`, expr }));
    const file = join(directory, `${queries.length}.json`);
    await writeFile(file, JSON.stringify({ groups: [{ name: "charts", rules }] }));
    const { stdout } = await run(prometheusProgram("promtool"), ["check", "rules", file]);
    return stdout;
  }

  test("understands every question", async () => {
    const said = await check(asked.map(({ promql }) => promql));
    expect(said).toContain(`${asked.length} rules found`);
  });

  test("would not understand a broken one", async () => {
    await expect(check(["sum by (le vigie_pages_total"])).rejects.toThrow();
  });
});
