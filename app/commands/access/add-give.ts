import { type Command, InvalidArgumentError, Option } from "commander";
import { ROLES, type Role, tokenNameSchema } from "../../../schemas/access.ts";
import { durationSchema } from "../../../schemas/duration.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { isStorable } from "../../../schemas/is-storable.ts";
import { nameSchema } from "../../../schemas/series.ts";
import { hashSecret, makeSecret } from "../../access/access-secret.ts";
import { addToken } from "../../access/token-rows.ts";
import { EXIT } from "../../exit-code.ts";
import { printable } from "../../render-table.ts";
import { CONFIG_OPTION, type Context, type Finish } from "../context.ts";
import { whoAmI } from "../decisions/take-decision.ts";
import { NamingError } from "../naming-error.ts";
import { AUTHOR_OPTION, withAccess } from "./with-access.ts";

type Options = {
  readonly config: string;
  readonly role: Role;
  readonly tenant?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
  readonly author?: string;
};

/** `vigie access add`: a token, printed this once. */
export function addGive(
  access: Command,
  { terminal, clock, readConfig }: Context,
  finish: Finish,
): void {
  access
    .command("add")
    .summary("gives somebody a token: printed once, and kept nowhere")
    .argument("<name>", "of the person or program, as audits and decisions show it", readName)
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .option("--tenant <tenant...>", "these tenants alone (default: all)", readTenant)
    .option("--expires <duration>", "ends by itself, such as 90d (default: never)", readDuration)
    .option(...AUTHOR_OPTION)
    .option(...CONFIG_OPTION)
    .addHelpText("after", "\nExample:\n  vigie access add ada --role operator --expires 90d")
    .action(async (name: string, { config, role, tenant, expires, author }: Options) => {
      const nowMs = clock.nowMs();
      const secret = makeSecret();
      const token = {
        ...{ name, role, tenants: tenant ?? null, sha256: hashSecret(secret) },
        by: author ?? whoAmI(),
        expiresAtMs: expires === undefined ? null : nowMs + expires,
      };
      const isDone = await withAccess(readConfig(config), terminal, (transaction) =>
        addToken(transaction, token, nowMs),
      );
      if (!isDone)
        throw new NamingError(
          `A valid token is called ${name} already`,
          "Take another name, or end that one: vigie access revoke",
        );
      terminal.err(printable(describe(token)));
      terminal.out(secret);
      finish(EXIT.done);
    });
}

type Given = {
  readonly name: string;
  readonly role: Role;
  readonly tenants: readonly string[] | null;
  readonly expiresAtMs: number | null;
};

function describe({ name, role, tenants, expiresAtMs }: Given): string {
  const of = tenants === null ? "all tenants" : tenants.join(", ");
  const ends = expiresAtMs === null ? "" : `, until ${instantToJson(expiresAtMs)}`;
  return `The token of ${name}, ${role} of ${of}${ends}. It is shown this once:`;
}

function readName(text: string): string {
  const read = tokenNameSchema.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError("It must be a name, and not that of whoever shows no token.");
}

function readTenant(text: string, before: readonly string[] = []): readonly string[] {
  const read = nameSchema.safeParse(text);
  if (read.success && isStorable(text)) return [...new Set([...before, read.data])];
  throw new InvalidArgumentError("It must be a tenant's name.");
}

function readDuration(text: string): number {
  const read = durationSchema.safeParse(text);
  if (read.success && read.data > 0) return read.data;
  throw new InvalidArgumentError("It must be a duration, such as 12h or 90d.");
}
