import type { Bilingual } from "./bilingual.ts";

/** Checks of proofs in French. Those that are named for a tool, as pg_amcheck is, keep its name. */
const NAMES: Readonly<Record<string, string>> = {
  access: "accès",
  aim: "point visé",
  boot: "démarrage",
  chain: "chaîne",
  checksum: "empreinte",
  cleanup: "nettoyage",
  files: "fichiers",
  following: "sauvegardes suivantes",
  format: "format",
  freshness: "fraîcheur",
  headers: "en-têtes",
  image: "image",
  keys: "clés",
  links: "maillons de la chaîne",
  log: "journal",
  object: "objet",
  origin: "origine",
  preflight: "conditions préalables",
  recovery: "reprise du journal",
  restore: "restauration",
  "restore-differential": "restauration de la différentielle",
  "restore-full": "restauration de la complète",
  "restore-log": "restauration du journal",
  "row-counts": "nombre de lignes",
  rows: "lignes",
  server: "serveur",
  space: "espace",
  structure: "structure",
  "verify-only": "lecture sans restauration",
};
const ASSERTION = "assertion: ";

/** What a check of a proof is called; an assertion by the name that it was given. */
export function sayCheckName(name: string, lang: keyof Bilingual): string {
  if (lang === "en") return name;
  if (name.startsWith(ASSERTION)) return `assertion : ${name.slice(ASSERTION.length)}`;
  return NAMES[name] ?? name;
}
