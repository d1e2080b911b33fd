import { readFileSync } from "node:fs";
import { z } from "zod";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { MARKER_DATABASE, sandboxName } from "./sandbox-name.ts";
import type { Session } from "./session.ts";

const READ_INSTANCE = read("./read-instance.sql");
const READ_MARKER = read("./read-marker.sql");
const LIST_DATABASES = read("./list-databases.sql");
const NAMES_MAX = 5;
const DOCS = "see docs/sandboxes-sql-server.md";

const instanceSchema = z.object({
  major: z.int(),
  version: z.string(),
  name: z.string(),
  availability: z.int(),
  marked: z.int(),
});
const markersSchema = z.array(z.object({ marker: z.string().nullable() }));
const databasesSchema = z.array(z.object({ name: z.string(), state: z.string() }));

export type Instance = { readonly major: number; readonly version: string; readonly name: string };
export type DatabaseState = z.infer<typeof databasesSchema>[number];

/**
 * The instance that restores go to. Rejects with `OperatingError` where it is not marked as a
 * sandbox by its operator, or looks like production whatever its marker says.
 */
export async function readInstance(session: Session, signal: AbortSignal): Promise<Instance> {
  const [row] = await session.run(READ_INSTANCE, { signal });
  const { marked, availability, ...instance } = instanceSchema.parse(row);
  const [marker] = marked ? markersSchema.parse(await session.run(READ_MARKER, { signal })) : [];
  if (!marker)
    throw refusal(instance, "it carries no marker", `mark it if it is a sandbox; ${DOCS}`);
  if (marker.marker !== instance.name)
    throw refusal(
      instance,
      "its marker names another instance",
      `a marker may have come with a copy of a sandbox; ${DOCS}`,
    );
  if (availability !== 0)
    throw refusal(
      instance,
      "it takes part in availability groups",
      "give Vigie an instance of its own",
    );
  const foreign = (await listDatabases(session, signal))
    .map(({ name }) => name)
    .filter((name) => name !== MARKER_DATABASE && !sandboxName.isDatabase(name));
  if (foreign.length > 0)
    throw refusal(
      instance,
      `it has databases of its own: ${foreign.slice(0, NAMES_MAX).map(printable).join(", ")}`,
      "give Vigie an instance that holds nothing else",
    );
  return instance;
}

export async function listDatabases(
  session: Session,
  signal: AbortSignal,
): Promise<readonly DatabaseState[]> {
  return databasesSchema.parse(await session.run(LIST_DATABASES, { signal }));
}

function refusal({ name }: Instance, why: string, hint: string): OperatingError {
  return new OperatingError(`Cannot restore on SQL Server ${printable(name)} as ${why}`, {
    retryable: false,
    hint,
  });
}

/** Names come from the instance, and go to a terminal. */
function printable(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?").slice(0, 128);
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}
