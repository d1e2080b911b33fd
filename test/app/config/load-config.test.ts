import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../app/config/config-error.ts";
import { loadConfig } from "../../../app/config/load-config.ts";

const FILE = "/etc/vigie/vigie.yaml";
const POLICY = "schedule: { cron: 0 1 * * * }";

function faultsOf(text: string): string[] {
  try {
    loadConfig({ file: FILE, text });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ line, column, path, message, hint }) =>
      [`${line}:${column}`, path, message, ...(hint === null ? [] : [`(${hint})`])].join(" "),
    );
  }
  return [];
}

function policies(...matches: string[]): string {
  return matches
    .map((match, index) => `  - { name: p${index}, match: ${match}, ${POLICY} }`)
    .join("\n");
}

/** One fault a file, named for it: the text, and what is told. */
const faulty: [name: string, text: string, told: string[]][] = [
  [
    "an unknown key, near a known one",
    "listen:\n  prot: 80",
    ['2:3 listen.prot unknown key "prot" (did you mean "port"?)'],
  ],
  [
    "an unknown key, near none",
    "listen:\n  colour: red",
    [
      '2:3 listen.colour unknown key "colour" (known here are host, port, publicUrl, behindProxy, tls)',
    ],
  ],
  [
    "an unknown attribute of a series",
    "policies:\n  - name: p\n    match: { tennant: acme }\n    schedule: { every: 4h }",
    ['3:14 policies[0].match.tennant unknown key "tennant" (did you mean "tenant"?)'],
  ],
  ["a wrong type", "data: [a]", ["1:7 data must be text, not a list"]],
  [
    "text that YAML takes for something else",
    "report: { zone: UTC, directory: 2026 }",
    ['1:33 report.directory must be text, not 2026 (put it between quotes: "2026")'],
  ],
  [
    "a word that is not of the set",
    "report: { lang: fre }",
    ['1:17 report.lang must be en or fr, not "fre" (did you mean fr?)'],
  ],
  [
    "what is missing",
    "tokens:\n  - name: a\n    secret: { env: A }\n    tenant: t",
    ["2:5 tokens[0].sources is missing"],
  ],
  [
    "a duration without a unit",
    "pollEvery: 5",
    ["1:12 pollEvery must be a duration such as 30m, 6h or 14d"],
  ],
  [
    "an interval of nothing, which would turn without end",
    "pollEvery: 0ms",
    ["1:12 pollEvery interval: 0ms is no time at all (write 30s, 15m or 4h)"],
  ],
  [
    "a schedule that is neither cron nor interval",
    "policies: [{ name: p, match: {}, schedule: { early: 1h } }]",
    ['1:44 policies[0].schedule needs "cron" or "every" or "learned"'],
  ],
  [
    "an impossible cron",
    "policies:\n  - name: p\n    match: {}\n    schedule: { cron: 60 * * * * }",
    ["4:23 policies[0].schedule.cron minute: 60 is not between 0 and 59"],
  ],
  [
    "an impossible day in a maintenance window",
    `policies:\n  - name: p\n    match: {}\n    ${POLICY}\n    maintenance:\n      - { cron: 0 0 30 2 *, for: 1h, reason: r }`,
    [
      "6:17 policies[0].maintenance[0].cron day of month: 30 never comes in month 2 (no year has such a day: correct the day or the month)",
    ],
  ],
  [
    "an impossible zone",
    "verification:\n  rounds: { zone: Europe/Pariss }",
    [
      '2:19 verification.rounds.zone zone: "Europe/Pariss" is not a zone of the IANA time zone database (did you mean Europe/Paris?)',
    ],
  ],
  [
    "a secret in the file",
    "tokens:\n  - { name: a, secret: hunter2, tenant: t, sources: [/a] }",
    [
      "2:24 tokens[0].secret a secret must not stand in this file (write { env: NAME_OF_A_VARIABLE } or { file: PATH })",
    ],
  ],
  [
    "a password in the file",
    "state: { kind: postgresql, host: db, password: hunter2 }",
    [
      "1:48 state.password a secret must not stand in this file (write { env: NAME_OF_A_VARIABLE } or { file: PATH })",
    ],
  ],
  [
    "a password in the store's address",
    "store: { kind: clickhouse, url: 'https://u:hunter2@db.example', password: { env: A } }",
    [
      "1:33 store.url a secret must not stand in this file, nor in an address (take user and password out of it; username and password have keys of their own)",
    ],
  ],
  [
    "a store that would keep nearly nothing",
    "store: { kind: embedded, keep: 30m }",
    ["1:32 store.keep must be at least 1d"],
  ],
  [
    "a cluster that could not stand in a statement",
    "store: { kind: clickhouse, url: 'https://db', password: { env: A }, cluster: 'a b' }",
    ["1:78 store.cluster must be of letters, digits, _ and -"],
  ],
  [
    "a kind that is none",
    "state: { kind: postgres, host: db, password: { env: A } }",
    ['1:16 state.kind must be sqlite or postgresql, not "postgres" (did you mean postgresql?)'],
  ],
  [
    "a key that this kind has not",
    "state: { kind: postgresql, hots: db, host: db, password: { env: A }, tls: 1 }",
    [
      '1:28 state.hots unknown key "hots" (did you mean "host"?)',
      "1:75 state.tls must be true or false or a map of keys and values, not 1",
    ],
  ],
  [
    "a secret in an address",
    "alerts: { pagers: [{ name: a, kind: webhook, url: 'https://u:hunter2@x.example/' }] }",
    [
      "1:51 alerts.pagers[0].url a secret must not stand in this file, nor in an address (take user and password out of it; secret: { env: NAME } signs what is sent)",
    ],
  ],
  [
    "the key of the backups in the file",
    "backup: { to: /elsewhere, key: hunter2 }",
    [
      "1:32 backup.key a secret must not stand in this file (write { env: NAME_OF_A_VARIABLE } or { file: PATH })",
    ],
  ],
  [
    "a backup in what it backs up",
    "data: ./data\nbackup: { to: data/backups, key: { env: KEY } }",
    [
      "2:15 backup.to data/backups lies in ./data, which it is to outlive (name a directory elsewhere, best on another machine)",
    ],
  ],
  [
    "a secret in two places",
    "tokens:\n  - { name: a, secret: { env: A, file: b }, tenant: t, sources: [/a] }",
    [
      "2:24 tokens[0].secret must name exactly one of env and file (write { env: NAME_OF_A_VARIABLE } or { file: PATH })",
    ],
  ],
  [
    "listening to other machines",
    "listen: { host: 0.0.0.0 }",
    [
      "1:17 listen.host 0.0.0.0 is open to other machines, and tokens would cross the network without TLS (name a certificate and its key in listen.tls, or listen on 127.0.0.1 and put a proxy that speaks TLS in front of it; where nobody else reaches it, as in a container, say behindProxy: true)",
    ],
  ],
  [
    "two policies equally specific",
    `policies:\n${policies("{ tenant: acme }", "{ product: visitor }")}`,
    [
      '3:24 policies[1].match "p1" and "p0" (line 2) are equally specific and can match the same series (name one more attribute in the match of the one that shall win)',
    ],
  ],
  [
    "a name given twice",
    `policies:\n  - { name: p, match: { tenant: a }, ${POLICY} }\n  - { name: p, match: { tenant: b }, ${POLICY} }`,
    [
      '3:13 policies[1].name two policies are called "p": the other is on line 2 (rename one of them)',
    ],
  ],
  ["a key given twice", "data: a\ndata: b", ["2:1  not YAML: Map keys must be unique"]],
  [
    "no YAML",
    "data: [a",
    [
      "1:9  not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  ],
  [
    "an alias without its anchor",
    "data: *a",
    ["1:1  not YAML: Unresolved alias (the anchor must be set before the alias): a"],
  ],
  ["a list instead of a map", "- data", ["1:1  must be a map of keys and values, not a list"]],
];

describe("loadConfig()", () => {
  test.each(faulty)("tells %s, with line and column", (_, text, told) => {
    expect(faultsOf(text)).toEqual(told);
  });

  test("tells all faults at once, in the order of their lines", () => {
    const text = faulty
      .filter(([, each]) =>
        /^(listen:\n {2}prot|report: \{ lang|pollEvery: 5|verif|tokens:\n {2}- \{ name: a, secret: h)/.test(
          each,
        ),
      )
      .map(([, each]) => each)
      .join("\n");
    const faults = faultsOf(text);
    expect(faults).toHaveLength(5);
    const lines = faults.map((fault) => Number.parseInt(fault, 10));
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test("never repeats a secret that it finds", () => {
    for (const [, text] of faulty.filter(([, each]) => each.includes("hunter2"))) {
      expect(() => loadConfig({ file: FILE, text })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
      );
    }
  });

  test("prints file, place, fault and hint", () => {
    const load = () => loadConfig({ file: FILE, text: "listen:\n  prot: 80" });
    const message =
      `Cannot use ${FILE} as it has one fault\n` +
      `${FILE}:2:3: listen.prot: unknown key "prot"\n  hint: did you mean "port"?`;
    expect(load).toThrow(expect.objectContaining({ message }));
  });

  test("a file that is not there is a fault with a way out", () => {
    expect(() => loadConfig({ file: "/nowhere/vigie.yaml" })).toThrow(ConfigError);
    expect(() => loadConfig({ file: "/nowhere/vigie.yaml" })).toThrow(/docs\/vigie.example.yaml/);
  });

  test("an empty file has every default", () => {
    const config = loadConfig({ file: FILE, text: "# nothing yet\n" });
    expect(config.listen).toEqual({ host: "127.0.0.1", port: 8420 });
    expect(config.policies).toEqual([]);
  });

  test("a proxy in front lets it listen beyond loopback, as in a container", () => {
    expect(faultsOf("listen: { host: 0.0.0.0, behindProxy: true }")).toEqual([]);
    expect(faultsOf("listen: { host: 0.0.0.0, behindProxy: false }")).toHaveLength(1);
  });

  test("paths count from the file's folder", () => {
    const text = [
      "data: ./kept",
      "tokens: [{ name: t, secret: { file: keys/t }, tenant: t, sources: [/t] }]",
      "sources: [{ name: s, collector: directory, pattern: '{run}', vaults: [{ name: v, role: primary, path: /mnt/v }, { name: w, role: duplicate, path: ../w }] }]",
    ].join("\n");
    const { data, tokens, sources } = loadConfig({ file: FILE, text });
    expect(data).toBe("/etc/vigie/kept");
    expect(tokens[0]?.secret).toEqual({ file: "/etc/vigie/keys/t" });
    expect(sources[0]?.vaults).toMatchObject([{ path: "/mnt/v" }, { path: "/etc/w" }]);
  });

  test("reads the example that newcomers start from", () => {
    const file = new URL("../../../docs/vigie.example.yaml", import.meta.url).pathname;
    const text = readFileSync(file, "utf8");
    expect(text.split("\n", 1)).toEqual([
      "# yaml-language-server: $schema=../schemas/json/config.schema.json",
    ]);
    const { sources, policies, alerts } = loadConfig({ file });
    expect(sources[0]?.vaults).toHaveLength(2);
    expect(policies).toHaveLength(1);
    expect(alerts.pagers).toHaveLength(1);
    const tokens = text.slice(text.indexOf("# tokens:")).split("\n\n", 1)[0] ?? "";
    const commented = tokens.replaceAll(/^# /gm, "");
    expect(loadConfig({ file, text: commented }).tokens).toHaveLength(1);
  });

  test("reads the example's other policy, with what a policy may say besides", () => {
    const file = new URL("../../../docs/vigie.example.yaml", import.meta.url).pathname;
    const text = readFileSync(file, "utf8").replace(/ {2}# - name: images.*?\n\n/s, (policy) =>
      policy.replaceAll(/^ {2}# /gm, "  "),
    );
    expect(loadConfig({ file, text }).policies[1]).toMatchObject({
      name: "images",
      schedule: { learned: true, minDuration: 120_000 },
      copies: { encrypted: true },
      retention: { locked: true },
    });
  });
});
