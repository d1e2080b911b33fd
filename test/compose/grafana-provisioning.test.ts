import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { askStore } from "../../dashboards/grafana/ask-store.ts";
import { DATA_SOURCES } from "../../dashboards/grafana/data-sources.ts";
import { parseYaml, readComposeFile } from "./compose-file.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDER = "dashboards/grafana/provisioning";
/** Where Grafana's image looks for what is to be set up. */
const INSIDE = "/etc/grafana/provisioning";

const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const grafana = readComposeFile(parseYaml(read("docker-compose.yml"))).services["grafana"];

const sourcesSchema = z.object({
  datasources: z.array(z.object({ type: z.string(), uid: z.string() })),
});
const providersSchema = z.object({
  providers: z.array(
    z.object({
      name: z.string(),
      folder: z.string(),
      folderUid: z.string(),
      type: z.literal("file"),
      options: z.object({ path: z.string() }),
    }),
  ),
});
const alertsSchema = z.object({
  groups: z.array(
    z.object({
      folder: z.string(),
      rules: z.array(
        z.object({
          uid: z.string(),
          title: z.string(),
          condition: z.literal("B"),
          for: z.string(),
          labels: z.object({ severity: z.enum(["critical", "warning"]) }),
          data: z.tuple([
            z.object({
              refId: z.literal("A"),
              datasourceUid: z.literal(DATA_SOURCES.metrics.uid),
              model: z.object({ expr: z.string() }),
            }),
            z.object({
              refId: z.literal("B"),
              datasourceUid: z.literal("__expr__"),
              model: z.object({ type: z.literal("threshold"), expression: z.literal("A") }),
            }),
          ]),
        }),
      ),
    }),
  ),
});
const prometheusSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          for: z.string().default("0s"),
          labels: z.object({ severity: z.string() }),
        }),
      ),
    }),
  ),
});

test("Grafana is given each file that sets it up, and the boards", () => {
  for (const kind of ["datasources", "dashboards", "alerting"])
    expect(grafana?.volumes).toContain(
      `./${FOLDER}/${kind}/vigie.yml:${INSIDE}/${kind}/vigie.yml:ro`,
    );
  expect(grafana?.volumes).toContain("./dashboards/grafana/json:/etc/grafana/vigie:ro");
});

test("the sources are those that boards ask", () => {
  const { datasources } = sourcesSchema.parse(parseYaml(read(`${FOLDER}/datasources/vigie.yml`)));
  const found = datasources.map(({ type, uid }) => ({ type, uid }));
  expect(found).toEqual([DATA_SOURCES.metrics, DATA_SOURCES.store]);
});

test("each language has a folder, and the boards that are there", () => {
  const { providers } = providersSchema.parse(parseYaml(read(`${FOLDER}/dashboards/vigie.yml`)));
  const langs = readdirSync(new URL("dashboards/grafana/json/", ROOT));
  expect(providers.map(({ options }) => options.path)).toEqual(
    langs.map((lang) => `/etc/grafana/vigie/${lang}`),
  );
  expect(new Set(providers.map(({ folderUid }) => folderUid)).size).toBe(providers.length);
  const home = grafana?.environment?.["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
  expect(home).toBe("/etc/grafana/vigie/en/fleet.json");
});

test("the plugin is the one with which boards were made", () => {
  const { pluginVersion } = askStore("");
  expect(grafana?.environment?.["GF_PLUGINS_PREINSTALL_SYNC"]).toBe(
    `${DATA_SOURCES.store.type}@${pluginVersion}`,
  );
});

test("Grafana's rules are Prometheus's own, but the watchdog", () => {
  const rulesOf = (rules: z.output<typeof prometheusSchema>["groups"][number]["rules"]) =>
    rules.map(({ alert, labels, for: after }) => [alert, labels.severity, after]);
  const { groups: known } = prometheusSchema.parse(parseYaml(read("compose/rules.yml")));
  const { groups } = alertsSchema.parse(parseYaml(read(`${FOLDER}/alerting/vigie.yml`)));
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.map(({ title, labels, for: after }) => [title, labels.severity, after])).toEqual(
    known.flatMap((group) => rulesOf(group.rules)).filter(([alert]) => alert !== "VigieWatchdog"),
  );
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
});
