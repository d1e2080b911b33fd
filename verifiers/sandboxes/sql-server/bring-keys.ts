import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import { quote } from "./quote.ts";
import { sandboxName } from "./sandbox-name.ts";
import type { Session } from "./session.ts";
import type { Trial } from "./trial.ts";

const LIST_KEYS = readFileSync(new URL("./list-keys.sql", import.meta.url), "utf8");

const keysSchema = z.array(z.object({ name: z.string(), thumbprint: z.string().nullable() }));

/** A certificate with its private key, kept apart from production; as the instance sees it. */
export type EscrowedKey = {
  /** Hexadecimal: SHA-1 of the certificate, as SQL Server names it. */
  readonly thumbprint: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly password: string;
};

const BROUGHT: Bilingual = {
  en: "The key came from the escrow, for this restore alone.",
  fr: "La clé vient du séquestre, pour cette seule restauration.",
};
const MISSING: Bilingual = {
  en: "The key that the backup was encrypted with is not in escrow.",
  fr: "La clé qui a chiffré la sauvegarde n'est pas sous séquestre.",
};
const SHARED: Bilingual = {
  en: "The sandbox has that key already: a restore would not prove that the escrow has it.",
  fr: "Le bac à sable a déjà cette clé : une restauration ne prouverait pas que le séquestre l'a.",
};
const OTHER: Bilingual = {
  en: "The certificate in escrow is another than the one that the backup asks for.",
  fr: "Le certificat sous séquestre n'est pas celui que la sauvegarde demande.",
};

/**
 * Brings the keys of the backups from the escrow, under names that go with the database. One that
 * the sandbox has already is no key of the escrow's.
 */
export async function bringKeys(
  { session, name, signal }: Trial,
  thumbprints: readonly string[],
  escrow: readonly EscrowedKey[],
): Promise<Judged> {
  const observed = { thumbprints: [...thumbprints] };
  const present = await listKeys(session, signal);
  const ours = (key: string) => sandboxName.databaseOfKey(key) === name;
  const foreign = present.filter((key) => !ours(key.name));
  if (thumbprints.some((wanted) => foreign.some(({ thumbprint }) => thumbprint === wanted)))
    return { ...judged("key", SHARED, observed), verdict: "inconclusive" };
  const brought = present.filter((key) => ours(key.name));
  const absent = thumbprints.filter(
    (wanted) => !brought.some(({ thumbprint }) => thumbprint === wanted),
  );
  for (const [at, wanted] of absent.entries()) {
    const nth = brought.length + at;
    const key = escrow.find(({ thumbprint }) => thumbprint.toUpperCase() === wanted);
    if (!key) return judged("key", MISSING, { ...observed, missing: wanted });
    await session.run(createKey(sandboxName.forKey(name, nth), key), { signal });
  }
  const now = (await listKeys(session, signal)).map(({ thumbprint }) => thumbprint);
  if (!thumbprints.every((wanted) => now.includes(wanted))) return judged("key", OTHER, observed);
  return passed(BROUGHT, observed);
}

/** Drops the keys brought for a database; resolves to how many. */
export async function dropKeys(
  session: Session,
  database: string,
  signal: AbortSignal,
): Promise<number> {
  const brought = (await listKeys(session, signal)).filter(
    ({ name }) => sandboxName.databaseOfKey(name) === database,
  );
  for (const { name } of brought)
    await session.run(`DROP CERTIFICATE ${quote.name(name)};`, { signal });
  return brought.length;
}

export async function listKeys(
  session: Session,
  signal: AbortSignal,
): Promise<z.infer<typeof keysSchema>> {
  return keysSchema.parse(await session.run(LIST_KEYS, { signal }));
}

function createKey(name: string, { certificate, privateKey, password }: EscrowedKey): string {
  return [
    `CREATE CERTIFICATE ${quote.name(name)} FROM FILE = ${quote.text(certificate)}`,
    `WITH PRIVATE KEY (FILE = ${quote.text(privateKey)},`,
    `DECRYPTION BY PASSWORD = ${quote.text(password)});`,
  ].join(" ");
}
