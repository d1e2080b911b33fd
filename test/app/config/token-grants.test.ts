import { describe, expect, test } from "vitest";
import { tokenGrants } from "../../../app/config/token-grants.ts";
import { refuse } from "../../../ingest/accept/grant.ts";
import { configSchema } from "../../../schemas/config.ts";
import { eventSchema } from "../../../schemas/events.ts";
import { makeHeartbeat } from "../../ingest/make-event.ts";

const secret = { env: "SECRET" };
const schedule = { every: "24h" };
const s3 = { bucket: "backups", credentials: { accessKey: secret, secretKey: secret } };
const vault = (name: string, ...tenants: string[]) => ({
  ...{ name, role: "primary", path: `/srv/${name}` },
  ...(tenants.length > 0 && { tenants }),
});

const CONFIG = configSchema.parse({
  tokens: [
    { name: "acme-listed", secret, tenant: "acme", sources: ["/acme"], collectors: ["a", "é"] },
    { name: "acme", secret, tenant: "acme", sources: ["/acme"] },
    { name: "globex", secret, tenant: "globex", sources: ["/globex"] },
    {
      ...{ name: "globex-listed", secret, tenant: "globex", sources: ["/globex"] },
      collectors: ["g", "shared", "of-globex-policies"],
    },
    { name: "initech", secret, tenant: "initech", sources: ["/i"], collectors: ["shared"] },
  ],
  sources: [
    {
      ...{ name: "other", collector: "directory", pattern: "{asset}/{run}" },
      vaults: [vault("of-each", "globex"), vault("of-both", "globex")],
    },
    {
      ...{ name: "own", collector: "directory", pattern: "{asset}/{run}" },
      vaults: [
        ...[vault("of-acme", "acme"), vault("of-two", "acme", "globex"), vault("of-all")],
        ...[vault("of-each", "acme"), vault("of-both")],
      ],
    },
  ],
  verification: { vaults: [{ name: "of-globex", s3, tenants: ["globex"] }] },
  policies: [
    { name: "all", match: {}, schedule, reportedBy: "of-all-policies" },
    { name: "globex", match: { tenant: "glob*" }, schedule, reportedBy: "of-globex-policies" },
    { name: "staging", match: { tenant: "globex" }, schedule, reportedBy: "of-all-policies" },
  ],
});

/** What a token of the configuration is told of a heartbeat: a fault, or null. */
function faultOf(name: string, data: { collector?: string; vaults?: readonly string[] }) {
  const grant = tokenGrants(CONFIG).find((token) => token.name === name);
  if (!grant) throw new Error(`no token ${name}`);
  const { collector = "nobodys", vaults = [] } = data;
  const [source = ""] = grant.sources;
  const event = makeHeartbeat({ source }, { collector, covers: { sources: [source], vaults } });
  const fault = refuse(eventSchema.parse(event), grant);
  return fault && `${fault.fault}: ${fault.reason}`;
}

describe("a token's heartbeat", () => {
  test.each([
    ["acme", "nobodys"],
    ["acme-listed", "a"],
    ["acme-listed", "e\u0301"],
    ["globex-listed", "shared"],
    ["initech", "shared"],
    ["globex", "of-all-policies"],
    ["acme", "of-all-policies"],
    ["globex-listed", "of-globex-policies"],
  ])("of %s may speak for collector %s", (name, collector) => {
    expect(faultOf(name, { collector })).toBeNull();
  });

  test.each([
    ["acme", "a", "what another token lists, of its own tenant too"],
    ["globex", "a", "what another tenant's token lists"],
    ["globex", "é", "the same in another spelling"],
    ["acme", "own", "what watches for Vigie itself"],
    ["acme", "of-globex-policies", "what only policies of another tenant wait for"],
    ["acme-listed", "nobodys", "what it does not list, where it lists some"],
    ["initech", "g", "what another tenant's token lists, where it lists some"],
  ])("of %s may not speak for collector %s: %s", (name, collector) => {
    expect(faultOf(name, { collector })).toMatch(
      /^collector-refused: data.collector is ".*": this token /,
    );
  });

  test.each<[string, string, { collector?: string }?]>([
    ["acme", "of-acme"],
    ["acme", "of-two"],
    ["globex", "of-two"],
    ["globex", "of-globex"],
    ["acme", "of-each"],
    ["globex", "of-each"],
    ["acme", "of-both"],
    ["initech", "of-all", { collector: "shared" }],
    ["acme", "not-in-the-configuration"],
  ])("of %s may speak for vault %s", (name, vaultName, more = {}) => {
    expect(faultOf(name, { ...more, vaults: [vaultName] })).toBeNull();
  });

  test.each<[string, string, { collector?: string }?]>([
    ["acme", "of-globex"],
    ["globex", "of-acme"],
    ["initech", "of-two", { collector: "shared" }],
    ["initech", "of-each", { collector: "shared" }],
  ])("of %s may not speak for vault %s", (name, vaultName, more = {}) => {
    expect(faultOf(name, { ...more, vaults: ["of-all", vaultName] })).toMatch(
      `vault-refused: data.covers.vaults has "${vaultName}": this token speaks for tenant`,
    );
  });
});
