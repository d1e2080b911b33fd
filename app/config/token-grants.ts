import type { TokenGrant } from "../../ingest/accept/grant.ts";
import type { Config, TokenConfig } from "../../schemas/config.ts";
import { matchesTenant } from "../../schemas/match-policy.ts";
import { isBucket } from "./readable-vaults.ts";

type Granting = Pick<Config, "tokens" | "sources" | "policies" | "verification">;

/** The intake's tokens, each with what it may say. */
export function tokenGrants(config: Granting): readonly (TokenConfig & TokenGrant)[] {
  const listed = config.tokens.flatMap(({ collectors = [] }) => collectors);
  const own = config.sources.map(({ name }) => name.normalize("NFC"));
  return config.tokens.map((token) => {
    const tenant = token.tenant.normalize("NFC");
    const collectors = new Set([...listed, ...own, ...reportersOfOthers(config, tenant)]);
    return {
      ...token,
      others: { collectors: [...collectors], vaults: vaultsOfOthers(config, tenant) },
    };
  });
}

/** The collectors that policies wait for, none of which is for the tenant. */
function reportersOfOthers({ policies }: Granting, tenant: string): readonly string[] {
  const named = policies.flatMap(({ reportedBy, match }) =>
    reportedBy === undefined
      ? []
      : [{ name: reportedBy.normalize("NFC"), isOwn: matchesTenant(match, tenant) }],
  );
  const own = new Set(named.filter(({ isOwn }) => isOwn).map(({ name }) => name));
  return named.map(({ name }) => name).filter((name) => !own.has(name));
}

/** Named twice, a vault is of the tenants of each. */
function vaultsOfOthers({ sources, verification }: Granting, tenant: string): readonly string[] {
  const watched = sources.flatMap(({ vaults }) =>
    vaults.map(({ name, tenants }) => ({ name, tenants })),
  );
  const read = verification.vaults.filter(isBucket);
  const others = [...watched, ...read].filter(
    ({ tenants }) => tenants && !tenants.some((one) => one.normalize("NFC") === tenant),
  );
  return [...new Set(others.map(({ name }) => name.normalize("NFC")))];
}
