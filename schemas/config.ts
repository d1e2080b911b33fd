import { z } from "zod";
import { ROLES } from "./access.ts";
import { alertsSchema } from "./alerts.ts";
import { durationSchema, sizeSchema } from "./duration.ts";
import { FINDING_KINDS } from "./finding.ts";
import { machineSettings } from "./machine-settings.ts";
import { policySchema } from "./policy.ts";
import { secretSchema } from "./secret.ts";
import { nameSchema } from "./series.ts";
import { sourceSchema } from "./source.ts";
import { sqlServerEngineSchema } from "./sql-server-engine.ts";
import { readVaultSchema, rereadSchema, vaultSchema } from "./vault.ts";
import { budgetSchema, drawsSchema } from "./verification-budget.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const GIB = 2 ** 30;

/**
 * Who may say what: a token is bound to a tenant, to prefixes of CloudEvents sources, and to the
 * collectors whose heartbeats it sends (see `tokenGrants`).
 */
const tokenSchema = z.strictObject({
  name: z.string().min(1),
  secret: secretSchema,
  tenant: z.string().min(1),
  sources: z.array(z.string().min(1)).min(1),
  collectors: z.array(nameSchema).min(1).optional(),
});
export type TokenConfig = z.infer<typeof tokenSchema>;

/**
 * Where incidents, outbox, identities and proofs' chains are kept: a file below `data`, or a
 * PostgreSQL database of its own, which processes on several machines can share.
 */
const stateSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sqlite") }),
  z.strictObject({
    kind: z.literal("postgresql"),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(5_432),
    database: z.string().min(1).default("vigie"),
    user: z.string().min(1).default("vigie"),
    password: secretSchema,
    /**
     * The server's certificate is checked, against `ca` where no public authority signed it.
     * `false` sends all in the clear: only on a network that is yours alone.
     */
    tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })]).default(true),
  }),
]);

/** A name that stands in statements as it is. */
const storeNameSchema = z.string().regex(/^\w[\w-]*$/, "must be of letters, digits, _ and -");

/** For how long after they happened events stay in the store; for ever where it is not said. */
const storeKeepSchema = durationSchema
  .refine((keepMs) => keepMs >= 24 * HOUR_MS, "must be at least 1d")
  .refine((keepMs) => keepMs <= 18_250 * 24 * HOUR_MS, "must be at most 18250d")
  .optional();

/**
 * Where the embedded store answers readers such as Grafana, in ClickHouse's HTTP interface; without
 * it, nobody but Vigie itself.
 */
const storeHttpSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8123),
  /** The password, whatever the user's name. */
  secret: secretSchema,
  /** Others reach it through a proxy that speaks TLS, or nobody else does. */
  behindProxy: z.boolean().optional(),
});

/**
 * Where the history is that boards, commands and verifiers ask: ClickHouse in this process, or a
 * ClickHouse server, or a cluster, whose database and user exist already.
 */
const storeSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("embedded"),
    keep: storeKeepSchema,
    http: storeHttpSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal("clickhouse"),
    url: z.url(),
    database: storeNameSchema.default("vigie"),
    username: z.string().min(1).default("vigie"),
    password: secretSchema,
    /** The name under which the servers know their cluster; tables are then sharded by series. */
    cluster: storeNameSchema.optional(),
    keep: storeKeepSchema,
  }),
]);

/** How long records stay in the log where it is not said. */
export const LOG_KEEP_MS = 60 * 24 * HOUR_MS;

const logSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("embedded").optional(),
    /** As for Kafka; but a log that an older Vigie filled keeps all where it is not said. */
    keep: durationSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal("kafka"),
    /** `host:port` of some brokers; they tell of the others. */
    brokers: z.array(z.string().regex(/^[^\s:]+:[0-9]+$/, "must be host:port")).min(1),
    clientId: z.string().min(1).default("vigie"),
    sasl: z
      .strictObject({
        mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).default("scram-sha-512"),
        user: z.string().min(1).default("vigie"),
        password: secretSchema,
      })
      .optional(),
    /**
     * The brokers' certificates are checked, against `ca` where no public authority signed them.
     * `false` sends all in the clear: only on a network that is yours alone.
     */
    tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })]).default(true),
    /** Before the name of every topic and group, where several Vigies share a cluster. */
    prefix: z
      .string()
      .regex(/^[a-zA-Z0-9._-]*$/, "must have letters, digits, dots, dashes and underscores alone")
      .default(""),
    /** Of each topic, when it is created; never changed after that. */
    partitions: z.int().min(1).max(1_000).default(1),
    /** Of each topic, when it is created: three, or as many as there are brokers, unless said. */
    replication: z.int().min(1).max(9).optional(),
    compression: z.enum(["zstd", "gzip"]).default("zstd"),
    /** A process that is silent for this long loses its share of the work to the others. */
    session: durationSchema
      .refine((ms) => ms >= 6_000 && ms <= 1_800_000, "must be from 6s to 30m, as brokers take it")
      .default(30_000),
    keep: durationSchema.default(LOG_KEEP_MS),
  }),
]);

/** Where an engine's programs and its sandboxes lie, and as whom it runs. */
const serverEngine = {
  /** A directory of programs; without it they are looked for where Debian installs them. */
  binaries: z.string().min(1).optional(),
  /** Where sandboxes are laid out: a disk with room. Without it, the one of temporary files. */
  directory: z.string().min(1).optional(),
  /** The account that a sandbox runs as where Vigie runs as root. */
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]*$/)
    .default("nobody"),
};

/** An engine that restores copies in sandboxes. */
const engineSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("postgresql"), ...serverEngine }),
  z.strictObject({ kind: z.literal("mariadb"), ...serverEngine }),
  z.strictObject({ kind: z.literal("sqlite"), directory: serverEngine.directory }),
  z.strictObject({ kind: z.literal("pglite") }),
  /** Reads rows out of SQL Server's backups without it; used where no `sql-server` is named. */
  z.strictObject({ kind: z.literal("sql-server-rows") }),
  z.strictObject({ kind: z.literal("qemu"), ...serverEngine, ...machineSettings }),
  sqlServerEngineSchema,
]);

/** What Vigie tells of itself. */
const telemetrySchema = z.strictObject({
  metrics: z
    .strictObject({
      /** Asked of who reads `/metrics`; needed unless `listen.host` is loopback. */
      secret: secretSchema.optional(),
    })
    .prefault({}),
  /** A receiver of metrics and traces; without it nothing is sent. */
  otlp: z
    .strictObject({
      /** To which `/v1/metrics` and `/v1/traces` are added. */
      url: z.url({ protocol: /^https?$/ }),
      headers: z
        .array(z.strictObject({ name: z.string().min(1), secret: secretSchema }))
        .default([]),
      /** How often metrics are sent. */
      every: durationSchema.default(MINUTE_MS),
      /** Of the traces that begin here: 0 none, 1 all. */
      sampled: z.number().min(0).max(1).default(1),
    })
    .optional(),
});

/** `vigie.yaml`. Relative paths are from the file's folder. */
export const configSchema = z.strictObject({
  /** Where Vigie keeps its log, store, state, keys, proofs and reports. */
  data: z.string().default("./vigie-data"),
  listen: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.int().min(0).max(65_535).default(8420),
      /** Where people reach the board, as pages link to it; `http://host:port/` unless said. */
      publicUrl: z.url({ protocol: /^https?$/ }).optional(),
      /**
       * The operator's word that no other machine reaches a host beyond loopback but through a
       * proxy that speaks TLS, as where a container's port is published on loopback alone. What
       * that proxy says of who asks (`X-Forwarded-For`, `-Host`, `-Proto`) is then believed.
       */
      behindProxy: z.boolean().optional(),
      /** PEM files: the certificate, after it those that signed it; and its key. */
      tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
    })
    .prefault({}),
  /** Who may do what over HTTP; `vigie access` gives tokens. */
  access: z
    .strictObject({
      /**
       * As what whoever shows no token is let in: `viewer` where nobody beyond this machine reaches
       * Vigie, `none` elsewhere, unless said.
       */
      anonymous: z.enum([...ROLES, "none"]).optional(),
    })
    .prefault({}),
  /** How often the stages look for new work in the log. */
  pollEvery: durationSchema.default(500),
  tokens: z.array(tokenSchema).default([]),
  sources: z.array(sourceSchema).default([]),
  policies: z.array(policySchema).default([]),
  /** Kinds of findings that nobody wants to hear of, such as `copy-unverified`. */
  findings: z.strictObject({ off: z.array(z.enum(FINDING_KINDS)).default([]) }).prefault({}),
  /** What is to be free where Vigie writes; below, it is told while it still can be. */
  disk: z
    .strictObject({
      warnBelow: sizeSchema.default(5 * GIB),
      criticalBelow: sizeSchema.default(GIB),
    })
    .refine(({ warnBelow, criticalBelow }) => criticalBelow <= warnBelow, {
      path: ["criticalBelow"],
      message: "must be at most warnBelow",
    })
    .prefault({}),
  intake: z
    .strictObject({
      bodyBytesMax: sizeSchema.default(16 * 2 ** 20),
      requestsPerMinuteMax: z.int().positive().default(6_000),
      aheadMax: durationSchema.default(HOUR_MS),
      identitiesKept: durationSchema.default(60 * 24 * HOUR_MS),
    })
    .prefault({}),
  state: stateSchema.prefault({ kind: "sqlite" }),
  store: storeSchema.prefault({ kind: "embedded" }),
  log: logSchema.prefault({}),
  verification: z
    .strictObject({
      /** When a round asks what is due: cron in a zone. */
      rounds: z
        .strictObject({ cron: z.string().default("0 6 * * *"), zone: z.string().default("UTC") })
        .prefault({}),
      sandboxes: z.int().min(1).max(16).default(1),
      secondsMax: z.int().positive().default(600),
      memoryMax: sizeSchema.default(2 * 2 ** 30),
      bytesMax: sizeSchema.default(10 * 2 ** 30),
      /** Bytes on disk of one sandbox, where its engine lays out what it restores. */
      diskMax: sizeSchema.default(20 * 2 ** 30),
      /**
       * The engines that restore, in order of preference; without it PostgreSQL and MariaDB where
       * they are installed, then those that Vigie brings.
       */
      engines: z.array(engineSchema).min(1).optional(),
      /** Directories and buckets whose copies may be read, beside the vaults of `sources`. */
      vaults: z.array(readVaultSchema).default([]),
      reread: rereadSchema.prefault({}),
      budget: budgetSchema.prefault({}),
      draws: drawsSchema.optional(),
    })
    .prefault({}),
  alerts: alertsSchema.prefault({}),
  /** Vigie's own backup, as `vigie backup` makes it. */
  backup: z
    .strictObject({
      /** A directory, best on another machine, or a bucket. */
      to: vaultSchema,
      /** What it is encrypted with: a passphrase, or what a key file holds. */
      key: secretSchema,
      keep: durationSchema.default(30 * 24 * HOUR_MS),
    })
    .optional(),
  report: z
    .strictObject({
      zone: z.string().default("UTC"),
      lang: z.enum(["en", "fr"]).default("en"),
      /** Below `data` unless absolute. */
      directory: z.string().default("reports"),
      /** Where each week's signed root is sent besides, such as a locked store. */
      anchor: vaultSchema.optional(),
      /** Each week's report and signed root by mail, through a pager of kind `mail`. */
      mail: z
        .strictObject({ by: z.string().min(1), to: z.array(z.email()).min(1).max(100) })
        .optional(),
    })
    .prefault({}),
  telemetry: telemetrySchema.prefault({}),
});
export type Config = z.infer<typeof configSchema>;
