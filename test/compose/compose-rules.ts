import type { ComposeFile, ComposeService } from "./compose-file.ts";

/** What the file is held against. */
export type ComposeSurroundings = {
  readonly exists: (path: string) => boolean;
  /** Variables and secrets that `scripts/first-run` makes. */
  readonly variables: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  /** Which service asks which `host:port`, as their configurations say. */
  readonly addresses: readonly (readonly [from: string, to: string])[];
  /** The file before variables are filled in. */
  readonly text: string;
};

type Rule = (compose: ComposeFile, surroundings: ComposeSurroundings) => readonly string[];

/** `1.2`, `v1.2.3-suffix`, or as SQL Server and MinIO number theirs. */
const EXACT_TAG = /:(v?\d+\.\d+[\w.-]*|\d{4}-CU\d+-[\w.-]+|RELEASE\.[\dTZ-]+)$/;
const SECRET_NAME = /PASSWORD|SECRET|TOKEN|CREDENTIAL|_KEY/;
const SECRET_PATH = /\/run\/secrets\/([\w-]+)/g;

const ofServices =
  (judge: (service: ComposeService, compose: ComposeFile) => readonly string[]): Rule =>
  (compose) =>
    Object.entries(compose.services).flatMap(([name, service]) =>
      judge(service, compose).map((fault) => `${name}: ${fault}`),
    );

const faultIf = (wrong: boolean, fault: string): readonly string[] => (wrong ? [fault] : []);

/** Ends by itself: it restarts on failure alone, and nobody asks after its health. */
function endsByItself({ restart = "" }: ComposeService): boolean {
  return /^on-failure:\d+$/.test(restart);
}

const pinned = ofServices(({ image = "" }) =>
  faultIf(!EXACT_TAG.test(image), `image "${image}" has no exact tag`),
);

const restarted = ofServices((service) =>
  faultIf(!endsByItself(service) && service.restart !== "unless-stopped", "is not restarted"),
);

const healthy = ofServices((service) => {
  const { test, interval, timeout, retries } = service.healthcheck ?? {};
  if (endsByItself(service)) return faultIf(test !== undefined, "ends, yet has a health check");
  const missing = [test?.[1], interval, timeout, retries].includes(undefined);
  return faultIf(missing || test?.[0] === "NONE", "has no whole health check");
});

/** Docker Compose refuses a file that has some of them here and some in `deploy`. */
const limited = ofServices(({ cpus, mem_limit, pids_limit, deploy }) => [
  ...faultIf(!cpus || !mem_limit || !pids_limit, "lacks a limit of cpus, memory or pids"),
  ...faultIf(deploy !== undefined, "has limits in two places"),
]);

const confined = ofServices((service) => [
  ...faultIf(!service.cap_drop.includes("ALL"), "keeps capabilities"),
  ...faultIf(!service.security_opt.includes("no-new-privileges:true"), "may gain privileges"),
  ...faultIf(service.privileged === true, "is privileged"),
  ...faultIf(!service.user, "runs as whoever its image says"),
  ...faultIf(/^(0|root)\b/.test(service.user ?? "") && !endsByItself(service), "runs as root"),
]);

const ordered = ofServices((service, { services }) =>
  Object.entries(service.depends_on).flatMap(([name, { condition }]) => {
    const other = services[name];
    if (!other) return [`waits for ${name}, which is none`];
    const wanted = endsByItself(other) ? "service_completed_successfully" : "service_healthy";
    return [
      ...faultIf(condition !== wanted, `waits for ${name} by ${condition}`),
      ...faultIf(
        other.profiles.some((profile) => !service.profiles.includes(profile)),
        `waits for ${name}, which its profile does not start`,
      ),
    ];
  }),
);

const mounted: Rule = (compose, { exists }) => {
  const used = Object.entries(compose.services).flatMap(([name, { volumes }]) =>
    volumes.map((volume) => ({ name, parts: volume.split(":") })),
  );
  const faults = used.flatMap(({ name, parts: [source = "", , mode] }) =>
    source.startsWith("./")
      ? [
          ...faultIf(!exists(source), `${name}: mounts ${source}, which is not there`),
          ...faultIf(mode !== "ro", `${name}: may write ${source}`),
        ]
      : faultIf(!(source in compose.volumes), `${name}: mounts ${source}, which is none`),
  );
  const names = new Set(used.map(({ parts }) => parts[0]));
  const idle = Object.keys(compose.volumes).filter((name) => !names.has(name));
  return [...faults, ...idle.map((name) => `volume ${name} is mounted nowhere`)];
};

const secretsAsFiles: Rule = (compose, { secrets }) => {
  const given = new Set(Object.values(compose.services).flatMap((service) => service.secrets));
  return Object.entries(compose.secrets).flatMap(([name, { file }]) => [
    ...faultIf(file !== `./secrets/${name}`, `secret ${name} is no file of secrets/`),
    ...faultIf(!secrets.has(name), `secret ${name} is not made by first-run`),
    ...faultIf(!given.has(name), `secret ${name} is given to nobody`),
  ]);
};

const secretsGiven = ofServices((service, compose) => {
  const { secrets, environment, command, entrypoint, healthcheck } = service;
  const texts = JSON.stringify([environment, command, entrypoint, healthcheck]);
  const read = [...texts.matchAll(SECRET_PATH)].map(([, name = ""]) => name);
  return [
    ...secrets
      .filter((name) => !(name in compose.secrets))
      .map((name) => `is given ${name}, which is none`),
    ...read
      .filter((name) => !secrets.includes(name))
      .map((name) => `reads ${name}, which it is not given`),
    ...Object.entries(environment)
      .filter(([name, value]) => SECRET_NAME.test(name) && !value.startsWith("/run/secrets/"))
      .map(([name]) => `has ${name} in its environment`),
  ];
});

const onLoopback = ofServices(({ ports, expose, networks }, compose) => [
  ...ports
    .filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))
    .map((port) => `publishes ${port} beyond this machine`),
  ...ports
    .filter((port) => !expose.includes(port.split(":").at(-1) ?? ""))
    .map((port) => `publishes ${port}, on which it does not listen`),
  ...faultIf(
    ports.length > 0 && networks.every((name) => compose.networks[name]?.internal),
    "publishes a port from a network that reaches nothing outside",
  ),
  ...networks
    .filter((name) => !(name in compose.networks))
    .map((name) => `is on ${name}, which is none`),
]);

const answered: Rule = ({ services }, { addresses }) =>
  addresses.flatMap(([from, address]) => {
    const [to = "", port = ""] = address.split(":");
    const { [from]: asking, [to]: answering } = services;
    if (!asking || !answering) return [`${from} asks ${address}, which is none`];
    return [
      ...faultIf(!answering.expose.includes(port), `${from} asks ${address}, which is closed`),
      ...faultIf(
        !asking.networks.some((network) => answering.networks.includes(network)),
        `${from} asks ${address}, which is on no network of its own`,
      ),
      ...faultIf(!(to in asking.depends_on), `${from} asks ${address} without waiting for it`),
    ];
  });

/** `$$` is a dollar that the container sees. */
const variablesDefined: Rule = (_, { text, variables }) =>
  [...text.replaceAll("$$", "").matchAll(/\$\{?(\w+)(:?-)?/g)]
    .filter(([, name = "", otherwise]) => !variables.has(name) && otherwise === undefined)
    .map(([found]) => `${found} is defined nowhere`);

/** Each gives what is wrong, in words; nothing where all is well. */
export const COMPOSE_RULES: Readonly<Record<string, Rule>> = {
  "images are pinned": pinned,
  "whoever falls is restarted": restarted,
  "each has a health check": healthy,
  "each has limits": limited,
  "each is confined": confined,
  "each waits until others are healthy": ordered,
  "what is mounted is there": mounted,
  "secrets are files of first-run's": secretsAsFiles,
  "secrets are given to who reads them": secretsGiven,
  "ports are published on loopback": onLoopback,
  "who is asked listens there": answered,
  "variables are defined": variablesDefined,
};
