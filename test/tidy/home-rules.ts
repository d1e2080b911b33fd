import { z } from "zod";
import { importsOf } from "./imports.ts";
import type { Rule } from "./rule.ts";
import { isProduct, offence } from "./source-file.ts";

type Home = {
  /** Folders that may use it. */
  readonly at: readonly string[];
  /** Folders that may import its types besides. */
  readonly typesAt?: readonly string[];
};

/** Each npm client has a home; a new one is given its line here. */
const HOMES: Readonly<Record<string, Home>> = {
  "@clickhouse/client": { at: ["platform/store/"] },
  chdb: { at: ["platform/store/"] },
  // A lock on the store's directory is a lock on an SQLite file, which ends with its process.
  "node:sqlite": {
    at: ["platform/sqlite/", "platform/store/own-directory.ts", "verifiers/sandboxes/sqlite/"],
  },
  kafkajs: { at: ["platform/log/kafka/"] },
  "node-cron": { at: ["platform/clock/"] },
  "temporal-polyfill": { at: ["platform/calendar/"] },
  pg: { at: ["platform/state/postgres/", "verifiers/sandboxes/postgresql/"] },
  mssql: { at: ["verifiers/sandboxes/sql-server/"] },
  "@aws-sdk/client-s3": { at: ["platform/objects/s3/"] },
  nodemailer: { at: ["alerts/pagers/mail/"] },
  pdfmake: { at: ["verifiers/report/pdf/"] },
  htmlparser2: { at: ["verifiers/report/pdf/"] },
  domhandler: { at: ["verifiers/report/pdf/"] },
  pino: { at: ["platform/logger/"] },
  "@electric-sql/pglite": { at: ["verifiers/", "app/demo/"] },
  "@electric-sql/pglite-tools": { at: ["app/demo/"] },
  fastify: {
    at: ["app/serve/"],
    typesAt: ["schemas/guard.ts", "ingest/", "dashboards/", "alerts/", "app/"],
  },
  "@fastify/cookie": { at: ["app/access/"] },
  "@fastify/rate-limit": { at: ["ingest/intake/", "app/serve/", "app/access/"] },
  "@grafana/grafana-foundation-sdk": { at: ["dashboards/grafana/"] },
  uplot: { at: ["dashboards/board/"] },
  "simple-statistics": { at: ["analyzers/"] },
  // Stages count and trace with its instruments; what becomes of that is the SDK's.
  "@opentelemetry/api": {
    at: ["platform/", "ingest/"],
    typesAt: ["analyzers/", "verifiers/", "alerts/"],
  },
  "@opentelemetry/context-async-hooks": { at: ["platform/telemetry/"] },
  "@opentelemetry/exporter-metrics-otlp-http": { at: ["platform/telemetry/"] },
  "@opentelemetry/exporter-prometheus": { at: ["platform/telemetry/"] },
  "@opentelemetry/exporter-trace-otlp-http": { at: ["platform/telemetry/"] },
  "@opentelemetry/resources": { at: ["platform/telemetry/"] },
  "@opentelemetry/sdk-metrics": { at: ["platform/telemetry/"] },
  "@opentelemetry/sdk-trace": { at: ["platform/telemetry/"] },
  cloudevents: { at: ["ingest/"] },
  // The demo writes the config that it is run with.
  yaml: { at: ["app/config/", "app/demo/make-config.ts"] },
  commander: { at: ["app/"] },
  "cli-progress": { at: ["app/"] },
  zod: { at: [""] },
};

const dependenciesSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

export const homeRule: Rule = {
  name: "each npm client stays in its home",
  check: (file) =>
    isProduct(file)
      ? importsOf(file).flatMap(({ index, specifier, target, typeOnly }) => {
          if (target !== null) return [];
          const name = packageOf(specifier);
          if (name.startsWith("node:") && !HOMES[name]) return [];
          const { at, typesAt = [] } = HOMES[name] ?? { at: [] };
          const folders = typeOnly ? [...at, ...typesAt] : at;
          if (folders.some((folder) => file.path.startsWith(folder))) return [];
          return [offence(file, index, `${name} is not at home here`)];
        })
      : [],
  damage: [
    { path: "analyzers/a.ts", text: 'import { createClient } from "@clickhouse/client";' },
    { path: "alerts/a.ts", text: 'import { DatabaseSync } from "node:sqlite";' },
    { path: "ingest/a.ts", text: 'import { fastify } from "fastify";' },
    { path: "ingest/a.ts", text: 'import { type FastifyInstance } from "fastify";' },
    { path: "app/commands/a.ts", text: 'import { parse } from "yaml";' },
    { path: "app/a.ts", text: 'const { PGlite } = await import("@electric-sql/pglite");' },
    { path: "app/a.ts", text: 'import { a } from "@electric-sql/pglite-tools/pg_dump";' },
    { path: "app/a.ts", text: 'import leftPad from "left-pad";' },
    { path: "platform/a.ts", text: 'import { test } from "vitest";' },
  ],
  fine: [
    { path: "ingest/a.ts", text: 'import type { FastifyInstance } from "fastify";' },
    { path: "platform/store/b/a.ts", text: 'import { createClient } from "@clickhouse/client";' },
    { path: "schemas/a.ts", text: 'import { z } from "zod";' },
    { path: "alerts/a.ts", text: 'import { createHmac } from "node:crypto";' },
    { path: "test/a.test.ts", text: 'import { DatabaseSync } from "node:sqlite";' },
  ],
};

export const dependencyRule: Rule = {
  name: "each dependency has a home and is used",
  check: (file, files) => {
    if (file.path !== "package.json") return [];
    const used = new Set(
      files.flatMap((other) => importsOf(other).map(({ specifier }) => packageOf(specifier))),
    );
    return Object.keys(dependenciesSchema.parse(JSON.parse(file.text)).dependencies)
      .filter((name) => !used.has(name) || !HOMES[name])
      .map((name) => `${name} is used nowhere, or has no home`);
  },
  damage: [{ path: "package.json", text: '{ "dependencies": { "zod": "4.0.0" } }' }],
  fine: [{ path: "package.json", text: '{ "dependencies": {} }' }],
};

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
