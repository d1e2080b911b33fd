import type { ComposeFile, ComposeService } from "./compose-file.ts";
import type { ComposeSurroundings } from "./compose-rules.ts";

/** Breaks a parsed copy, or what it is held against. */
type Damage = (compose: ComposeFile) => Partial<ComposeSurroundings> | undefined;

const change =
  (name: string, changes: Partial<ComposeService>): Damage =>
  ({ services }) => {
    Object.assign(services[name] ?? {}, changes);
    return undefined;
  };

const image = (image: string) => change("kafka", { image });
const HEALTH = { test: ["CMD", "true"], interval: "1s", timeout: "1s" };

/** For each rule what it has to catch, and how to bring it about. */
export const DAMAGE: Readonly<Record<string, readonly [string, Damage][]>> = {
  "images are pinned": [
    ["a tag is latest", image("apache/kafka:latest")],
    ["a tag is missing", image("apache/kafka")],
    ["a tag is a whole branch", image("apache/kafka:4")],
    ["an image is missing", change("kafka", { image: undefined })],
  ],
  "whoever falls is restarted": [
    ["a policy is missing", change("vigie", { restart: undefined })],
    ["a policy is no", change("vigie", { restart: "no" })],
    ["failures are without end", change("vigie", { restart: "on-failure" })],
  ],
  "each has a health check": [
    ["one is missing", change("postgres", { healthcheck: undefined })],
    ["one is switched off", change("postgres", { healthcheck: { ...HEALTH, test: ["NONE"] } })],
    ["one asks without end", change("postgres", { healthcheck: HEALTH })],
    ["one goes on for what ends", change("own-volumes", { healthcheck: HEALTH })],
  ],
  "each has limits": [
    ["cpus have none", change("clickhouse", { cpus: undefined })],
    ["memory has none", change("clickhouse", { mem_limit: undefined })],
    ["pids have none", change("clickhouse", { pids_limit: undefined })],
    ["some stand elsewhere", change("clickhouse", { deploy: { resources: {} } })],
  ],
  "each is confined": [
    ["capabilities stay", change("grafana", { cap_drop: [] })],
    ["privileges can be gained", change("grafana", { security_opt: [] })],
    ["a container is privileged", change("grafana", { privileged: true })],
    ["a user is missing", change("grafana", { user: undefined })],
    ["a user is root", change("grafana", { user: "0:0" })],
  ],
  "each waits until others are healthy": [
    ["who is awaited is none", change("vigie", { depends_on: waitFor("kafak") })],
    [
      "a start is enough",
      change("vigie", { depends_on: { kafka: { condition: "service_started" } } }),
    ],
    ["what ends is to be healthy", change("vigie", { depends_on: waitFor("own-volumes") })],
    ["a profile is awaited", change("vigie", { depends_on: waitFor("objects") })],
  ],
  "what is mounted is there": [
    ["a file is absent", change("kafka", { volumes: ["./compose/absent.yml:/a:ro"] })],
    ["a file can be written", change("kafka", { volumes: ["./compose/vigie.yaml:/a"] })],
    ["a volume is none", change("kafka", { volumes: ["kafak:/var/lib/kafka"] })],
    [
      "a volume is idle",
      ({ volumes }) => {
        volumes["idle"] = {};
        return undefined;
      },
    ],
    ["the tree is empty", () => ({ exists: () => false })],
  ],
  "secrets are files of first-run's": [
    ["first-run makes none", () => ({ secrets: new Set<string>() })],
    [
      "one lies elsewhere",
      ({ secrets }) => {
        secrets["log"] = { file: "./compose/log" };
        return undefined;
      },
    ],
    [
      "one comes from the environment",
      ({ secrets }) => {
        secrets["log"] = { environment: "LOG" };
        return undefined;
      },
    ],
    ["nobody is given one", change("grafana", { secrets: [] })],
  ],
  "secrets are given to who reads them": [
    ["one is none", change("vigie", { secrets: ["lgo"] })],
    ["one is read without being given", change("postgres", { secrets: ["state"] })],
    [
      "one stands in the environment",
      change("postgres", { environment: { POSTGRES_PASSWORD: "hunter2" } }),
    ],
    ["a start reads another's", change("sandbox", { secrets: ["objects"] })],
  ],
  "ports are published on loopback": [
    ["a port is open to all", change("vigie", { ports: ["8420:8420"] })],
    ["a port is open by address", change("vigie", { ports: ["0.0.0.0:8420:8420"] })],
    ["nobody listens on a port", change("vigie", { ports: ["127.0.0.1:8420:80"] })],
    ["a network reaches nothing", change("vigie", { networks: ["inner"] })],
    ["a network is none", change("vigie", { networks: ["inner", "outer", "otter"] })],
  ],
  "who is asked listens there": [
    ["Kafka listens elsewhere", change("kafka", { expose: ["9094"] })],
    ["ClickHouse is on another network", change("clickhouse", { networks: ["outer2"] })],
    ["Prometheus does not wait", change("prometheus", { depends_on: waitFor("alertmanager") })],
    ["a host is unknown", () => ({ addresses: [["vigie", "postgre:5432"]] })],
    ["a port is another", () => ({ addresses: [["vigie", "postgres:5433"]] })],
  ],
  "variables are defined": [
    ["first-run makes none", () => ({ variables: new Set<string>() })],
    ["a name is unknown", () => ({ text: "image: a:$" + "{TAG}" })],
    ["a name without braces is unknown", () => ({ text: "image: a:$TAG" })],
    ["asking for it is no definition", () => ({ text: "image: a:$" + "{TAG:?say it}" })],
  ],
};

function waitFor(name: string): ComposeService["depends_on"] {
  return { [name]: { condition: "service_healthy" } };
}
