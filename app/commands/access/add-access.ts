import type { Command } from "commander";
import { ROLES } from "../../../schemas/access.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { listTokens, revokeToken, stateOfToken, type TokenRow } from "../../access/token-rows.ts";
import { EXIT } from "../../exit-code.ts";
import { printable, renderTable } from "../../render-table.ts";
import {
  type AddCommand,
  CONFIG_OPTION,
  type Context,
  type Finish,
  JSON_OPTION,
} from "../context.ts";
import { whoAmI } from "../decisions/take-decision.ts";
import { NamingError } from "../naming-error.ts";
import { addGive } from "./add-give.ts";
import { addReadAudit } from "./add-read-audit.ts";
import { AUTHOR_OPTION, withAccess } from "./with-access.ts";

type Options = { readonly config: string; readonly json?: true };

const HEAD = ["name", "role", "tenants", "given", "by", "ends", "last used", "state"];

/** `vigie access`: who may do what on the board and over HTTP. */
export const addAccess: AddCommand = (program, context, finish) => {
  const access = program
    .command("access")
    .summary("the tokens of people and programs, and what was changed with them")
    .description(`The roles are ${ROLES.join(", ")}: docs/access.md says what each may do.`);
  addGive(access, context, finish);
  addList(access, context, finish);
  addRevoke(access, context, finish);
  addReadAudit(access, context, finish);
};

function addList(access: Command, { terminal, clock, readConfig }: Context, finish: Finish): void {
  access
    .command("list")
    .summary("all tokens that were given: to whom, for what, until when, last used")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ config, json }: Options) => {
      const tokens = await withAccess(readConfig(config), terminal, listTokens);
      const nowMs = clock.nowMs();
      if (json) terminal.out(JSON.stringify(tokens.map((token) => toJson(token, nowMs))));
      else if (tokens.length === 0) terminal.err("Nobody was given a token yet.");
      else
        terminal.out(
          renderTable(
            HEAD,
            tokens.map((token) => toCells(token, nowMs)),
          ),
        );
      finish(EXIT.done);
    });
}

function addRevoke(
  access: Command,
  { terminal, clock, readConfig }: Context,
  finish: Finish,
): void {
  access
    .command("revoke")
    .summary("ends a token, and what browsers signed in with it, at once")
    .argument("<name>", "as `vigie access list` shows it")
    .option(...AUTHOR_OPTION)
    .option(...CONFIG_OPTION)
    .action(async (name: string, { config, author }: Options & { readonly author?: string }) => {
      const act = { name: name.normalize("NFC"), by: author ?? whoAmI() };
      const isDone = await withAccess(readConfig(config), terminal, (transaction) =>
        revokeToken(transaction, act, clock.nowMs()),
      );
      if (!isDone)
        throw new NamingError(`No valid token is called ${name}`, "`vigie access list` has them.");
      terminal.err(printable(`The token ${name} lets nobody in any more.`));
      finish(EXIT.done);
    });
}

function toJson(token: TokenRow, nowMs: number) {
  const { principal, createdAtMs, createdBy, expiresAtMs, revokedAtMs, revokedBy, usedAtMs } =
    token;
  const instant = (atMs: number | null) => (atMs === null ? null : instantToJson(atMs));
  return {
    ...principal,
    state: stateOfToken(token, nowMs),
    ...{ createdAt: instant(createdAtMs), createdBy, expiresAt: instant(expiresAtMs) },
    ...{ revokedAt: instant(revokedAtMs), revokedBy, usedAt: instant(usedAtMs) },
  };
}

function toCells(token: TokenRow, nowMs: number): readonly string[] {
  const { name, role, tenants, state, createdAt, createdBy, expiresAt, usedAt } = toJson(
    token,
    nowMs,
  );
  return [
    ...[name, role, tenants?.join(", ") ?? "all", createdAt ?? "", createdBy],
    ...[expiresAt ?? "never", usedAt ?? "never", state],
  ];
}
