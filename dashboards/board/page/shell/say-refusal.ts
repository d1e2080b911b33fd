import type { RefusalCode } from "../../../../schemas/refusal-code.ts";
import type { Lang } from "../words.ts";

/** What the server answers instead of what was asked; it speaks English. */
export type RefusalAnswer = {
  readonly code: string | null;
  readonly error: string | null;
  readonly hint: string | null;
  readonly subject: string | null;
};

export type SaidRefusal = { readonly message: string; readonly hint: string | null };

/** In the reader's language by its code; as the server says it where its code is not known. */
export function sayRefusal(answer: RefusalAnswer, lang: Lang): SaidRefusal | null {
  const { code, error, hint, subject } = answer;
  if (error === null) return null;
  const known = lang === "fr" && code !== null && Object.hasOwn(FRENCH, code);
  if (!known) return { message: error, hint };
  const [said, does, hasReason] = FRENCH[code as RefusalCode];
  const message = subject === null ? said : `${said}\u00a0: ${subject}`;
  return { message, hint: hasReason ? [error, hint ?? ""].join(" ").trim() : does };
}

/** What is said, what can be done, and whether the server's own words say what of it. */
type French = readonly [string, string | null, boolean];

const FRENCH: Readonly<Record<RefusalCode, French>> = {
  "bad-request": ["La demande n’est pas acceptée telle quelle", null, true],
  "signed-out": ["Votre session est terminée", "Connectez-vous de nouveau.", false],
  "wrong-token": ["Ce jeton est inconnu, ou n’est plus valable", null, false],
  "all-tenants-only": [
    "Cela concerne tous les clients ensemble",
    "Adressez-vous à quelqu’un qui les voit tous.",
    false,
  ],
  forbidden: ["Votre rôle ne le permet pas", null, false],
  forged: ["Ce changement ne vient pas de cette page", "Rechargez-la.", false],
  "others-series": ["Cela peut toucher les séries d’autres clients", null, false],
  "others-tenants": [
    "Ce jeton concernerait aussi d’autres clients",
    "Ne nommez que les vôtres.",
    false,
  ],
  "outlives-giver": [
    "Ce jeton durerait plus longtemps que celui qui le donne",
    "Donnez-lui une fin, au plus tard celle du vôtre.",
    false,
  ],
  "same-person": [
    "Qui a demandé, ouvert ou planifié la restauration ne l’approuve pas",
    "Une autre personne le fait, et pas par un jeton qu’elles lui ont donné.",
    false,
  ],
  "no-series": ["Aucune série ne correspond", null, false],
  "not-found": ["Introuvable, ou pas visible pour vous", null, false],
  "already-open": ["La même restauration est déjà demandée", null, false],
  changed: ["La demande a changé entre-temps", "Relisez-la d’abord.", false],
  "last-admin": [
    "C’est le dernier administrateur : plus personne ne pourrait donner d’accès",
    "Donnez d’abord un accès à un autre, pour aussi longtemps.",
    false,
  ],
  "name-taken": ["Un jeton valable porte déjà ce nom", "Prenez-en un autre.", false],
  "no-log": [
    "Aucun journal ne contient cet instant",
    "Demandez un instant d’avant le début du dernier journal.",
    false,
  ],
  "not-approved": [
    "Personne ne l’a approuvée",
    "Quand la production est touchée, une autre personne approuve.",
    false,
  ],
  "nothing-reached": ["Son plan ne mène nulle part", null, false],
  "too-many-tokens": [
    "Autant de jetons valables qu’il peut y en avoir",
    "Retirez ceux que personne n’utilise.",
    false,
  ],
  "wrong-state": ["L’état de la demande ne le permet pas", null, false],
  "too-many-tries": ["Trop d’essais d’ici", "Attendez une minute.", false],
  "too-many-waiting": ["Trop de vérifications attendent déjà", "Réessayez plus tard.", false],
  "own-fault": ["Vigie a échoué", "Son journal dit comment.", false],
  unavailable: ["Un service dont Vigie dépend ne répond pas", null, true],
};
