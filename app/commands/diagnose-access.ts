import type { StateStore } from "../../platform/state/state-store.ts";
import type { Config } from "../../schemas/config.ts";
import { accessMigrations } from "../access/access-migrations.ts";
import { anonymousRole, doubtAnonymous } from "../access/anonymous-role.ts";
import { isValidToken, listTokens } from "../access/token-rows.ts";
import { doubtCertificate, readCertificate } from "../serve/read-certificate.ts";
import type { Diagnosis } from "./diagnosis.ts";

const CHECK = "access";

/** Who is let in over HTTP. */
export async function diagnoseAccess(
  state: StateStore,
  config: Pick<Config, "access" | "listen">,
  nowMs: number,
): Promise<Diagnosis> {
  await state.migrate(accessMigrations());
  const tokens = await state.transact(listTokens);
  const count = tokens.filter((token) => isValidToken(token, nowMs)).length;
  const role = anonymousRole(config);
  const held = count === 1 ? "one valid token" : `${count} valid tokens`;
  const said = `${held}; without one ${role === null ? "nobody is let in" : `as ${role}`}`;
  const doubt = doubtAnonymous(config);
  if (doubt !== null)
    return { check: CHECK, good: true, said, hint: `${doubt}: see access.anonymous.` };
  if (count > 0 || role !== null) return { check: CHECK, good: true, said };
  const hint = "Give the first: vigie access add NAME --role admin";
  return { check: CHECK, good: true, said, hint };
}

/** Whether it can speak TLS, and for how long yet. */
export function diagnoseCertificate(
  tls: NonNullable<Config["listen"]["tls"]>,
  nowMs: number,
): Diagnosis {
  const certificate = readCertificate(tls, nowMs);
  const doubt = doubtCertificate(certificate, nowMs);
  const said = doubt ?? `${tls.certificate} holds`;
  return { check: "certificate", good: doubt === null, said };
}
