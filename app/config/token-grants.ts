import type { TokenGrant } from "../../ingest/accept/grant.ts";
import type { Config, TokenConfig } from "../../schemas/config.ts";
import { matchesTenant } from "../../schemas/match-policy.ts";
import { isBucket } from "./readable-vaults.ts";

type Granting = Pick<Config, "tokens" | "sources" | "policies" | "verification">;

/**
 * The intake's tokens, each with what it may say. Collectors that some tokens list are theirs
 * alone; one that lists none speaks for the others, but for those of `sources`, and those that
 * policies of other tenants wait for.
 */
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

/** Each for the tenants of its places, where all of them name theirs and none of them this one. */
function vaultsOfOthers({ sources, verification }: Granting, tenant: string): readonly string[] {
  const watched = sources.flatMap(({ vaults }) =>
    vaults.map(({ name, tenants }) => ({ name, tenants })),
  );
  const read = verification.vaults.filter(isBucket);
  const places = [...watched, ...read].map(({ name, tenants }) => ({
    name: name.normalize("NFC"),
    isOwn: !tenants || tenants.some((one) => one.normalize("NFC") === tenant),
  }));
  const own = new Set(places.filter(({ isOwn }) => isOwn).map(({ name }) => name));
  return [...new Set(places.map(({ name }) => name))].filter((name) => !own.has(name));
}
