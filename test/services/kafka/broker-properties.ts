export type BrokerPorts = {
  readonly plain: number;
  readonly controller: number;
  /** Listens, and is told to clients as `proxied` of another port. */
  readonly behindProxy: number;
  readonly proxy: number;
  readonly secure: number;
  readonly asking: number;
};

type Options = {
  readonly id: number;
  readonly ports: readonly BrokerPorts[];
  readonly directory: string;
  /** Adds a listener with SASL over TLS. */
  readonly secure?: { readonly keystore: string; readonly password: string };
  /** Adds a listener with SASL in the clear, whose users may do what they were given alone. */
  readonly asks?: boolean;
};

/** server.properties of one broker in KRaft mode, which is a controller as well. */
export function brokerProperties({ id, ports, directory, secure, asks }: Options): string {
  const own = ports[id - 1];
  if (!own) throw new Error(`no ports for broker ${id}`);
  const copies = Math.min(3, ports.length);
  const listeners = [
    ["PLAIN", own.plain, own.plain],
    ["PROXIED", own.behindProxy, own.proxy],
    ...(secure ? [["SECURE", own.secure, own.secure] as const] : []),
    ...(asks ? [["ASKING", own.asking, own.asking] as const] : []),
  ] as const;
  const properties = {
    "process.roles": "broker,controller",
    "node.id": id,
    "controller.quorum.voters": ports
      .map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`)
      .join(","),
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAIN",
    listeners: [...listeners, ["CONTROLLER", own.controller]]
      .map(([name, port]) => `${name}://127.0.0.1:${port}`)
      .join(","),
    "advertised.listeners": listeners
      .map(([name, , port]) => `${name}://127.0.0.1:${port}`)
      .join(","),
    "listener.security.protocol.map":
      "PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,ASKING:SASL_PLAINTEXT",
    "log.dirs": directory,
    "auto.create.topics.enable": false,
    "offsets.topic.num.partitions": 3,
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,
    // Small times, so that a dead leader is replaced and old segments go while a test waits.
    "broker.session.timeout.ms": 3_000,
    "broker.heartbeat.interval.ms": 500,
    "log.retention.check.interval.ms": 500,
    "log.initial.task.delay.ms": 500,
    "num.network.threads": 2,
    "num.io.threads": 2,
    ...(secure && secureProperties(secure)),
    ...(asks && askingProperties()),
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

export const SASL_USER = { username: "vigie", password: "vigie-secret" } as const;

const SECURITY = "org.apache.kafka.common.security";
const PLAIN_LOGIN = `${SECURITY}.plain.PlainLoginModule required user_${SASL_USER.username}="${SASL_USER.password}";`;

function secureProperties({ keystore, password }: { keystore: string; password: string }) {
  return {
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "ssl.keystore.type": "PKCS12",
    "ssl.keystore.location": keystore,
    "ssl.keystore.password": password,
    "listener.name.secure.plain.sasl.jaas.config": PLAIN_LOGIN,
    "listener.name.secure.scram-sha-256.sasl.jaas.config": `${SECURITY}.scram.ScramLoginModule required;`,
    "listener.name.secure.scram-sha-512.sasl.jaas.config": `${SECURITY}.scram.ScramLoginModule required;`,
  };
}

/** Whoever comes without a name may do all: the broker itself, and who gives rights. */
function askingProperties() {
  return {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "listener.name.asking.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.asking.plain.sasl.jaas.config": PLAIN_LOGIN,
  };
}
