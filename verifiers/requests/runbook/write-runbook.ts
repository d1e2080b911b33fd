import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { RestorePlan } from "../../../schemas/restore-plan.ts";
import { isDiskImage } from "../../formats/is-disk-image.ts";
import { needsApproval } from "../request-machine.ts";
import { sayBytes, saySeconds } from "../say-amounts.ts";
import { fetchCopies, locateLink } from "./fetch-copies.ts";
import { imageSteps } from "./image-steps.ts";
import { archiveSteps, mariadbSteps, sqliteSteps, unknownSteps } from "./other-steps.ts";
import { postgresqlBaseSteps, postgresqlDumpSteps } from "./postgresql-steps.ts";
import { isNameable, readable } from "./quote-words.ts";
import { type LocalLink, type RunbookGround, type RunbookStep, shell } from "./runbook-step.ts";
import { sqlServerSteps } from "./sql-server-steps.ts";

/** So that engines take the name beside it: PostgreSQL's have 63 bytes. */
const NAME_LENGTH_MAX = 40;

type Lang = keyof Bilingual;

export const RUNBOOK_LACKS = ["nothing-reached", "refused", "withdrawn", "not-approved"] as const;
export type RunbookLack = (typeof RUNBOOK_LACKS)[number];

/** Why people are not told how to carry a request out; null where they are. */
export function findRunbookLack(request: RestoreRequest): RunbookLack | null {
  const { plan, state, steps } = request;
  if (state === "withdrawn") return "withdrawn";
  if (!plan?.reached) return "nothing-reached";
  const sincePlan = steps.slice(steps.findLastIndex(({ act }) => act === "plan") + 1);
  if (sincePlan.some(({ act }) => act === "refuse")) return "refused";
  const isApproved = sincePlan.some(({ act }) => act === "approve");
  return needsApproval(request) && !isApproved ? "not-approved" : null;
}

/**
 * The runbook of a request's plan, as Markdown: what people do, as Vigie never touches production.
 * Names that others chose are quoted; where one is not safe in a command, none is written. Null
 * where `findRunbookLack` says why.
 */
export function writeRunbook(request: RestoreRequest, lang: Lang): string | null {
  const { plan } = request;
  if (!plan || findRunbookLack(request) !== null) return null;
  const steps = [...listSteps(request, plan), ...afterwards()];
  return [
    ...head(request, plan, lang),
    ...steps.flatMap(({ say, commands, language }, at) => [
      "",
      `${at + 1}. ${say[lang]}`,
      ...(commands.length === 0 ? [] : ["", `\`\`\`${language}`, ...commands, "```"]),
    ]),
    "",
  ].join("\n");
}

function head(request: RestoreRequest, plan: RestorePlan, lang: Lang): string[] {
  const { target, interruption, id, ticket, series } = request;
  const place = `${target.environment} / ${target.instance} / ${target.database}`;
  const { seconds, proofs } = plan.estimate;
  const window =
    interruption && `${interruption.from} – ${interruption.until}, ${interruption.agreedBy}`;
  const unknown = { en: "unknown", fr: "inconnue" }[lang];
  const none = { en: "none agreed", fr: "aucune convenue" }[lang];
  const lines: readonly (readonly [Bilingual, string])[] = [
    [{ en: "Ticket", fr: "Ticket" }, ticket],
    [{ en: "From", fr: "Source" }, `${series.tenant} / ${series.instance} / ${series.asset}`],
    [{ en: "To", fr: "Cible" }, place],
    [{ en: "Point that is reached", fr: "Point atteint" }, plan.reached?.at ?? unknown],
    [{ en: "Agreed window", fr: "Fenêtre convenue" }, window ?? none],
    [
      { en: "Room needed, at least", fr: "Place nécessaire, au moins" },
      sayBytes(plan.freeBytesMin)[lang],
    ],
    [
      { en: "Measured in sandboxes", fr: "Durée mesurée en bac à sable" },
      seconds === null ? unknown : `${saySeconds(seconds)} (${proofs})`,
    ],
  ];
  return [
    { en: `# Runbook of ${id}`, fr: `# Mode opératoire de ${id}` }[lang],
    "",
    ...lines.map(
      ([name, value]) => `- ${name[lang]}${{ en: ":", fr: " :" }[lang]} ${readable(value)}`,
    ),
  ];
}

function listSteps(request: RestoreRequest, plan: RestorePlan): readonly RunbookStep[] {
  const { database } = request.target;
  const links = plan.links.flatMap((link, at) => locateLink(link, at, request.id) ?? []);
  const isNamed = [database, request.series.asset].every(isNameable);
  if (links.length < plan.links.length || !isNamed) return [byHand()];
  const name = `${database.slice(0, NAME_LENGTH_MAX)}_${request.id}`;
  return [...fetchCopies(links), ...restoreSteps({ request, plan, links, name })];
}

function restoreSteps(ground: RunbookGround): readonly RunbookStep[] {
  const format = formatOf(ground.links);
  if (format !== null && isDiskImage(format)) return imageSteps(ground);
  switch (format) {
    case "sql-server-backup":
      return sqlServerSteps(ground);
    case "postgres-sql":
    case "postgres-custom":
    case "postgres-tar":
      return postgresqlDumpSteps(ground);
    case "data-directory":
      return postgresqlBaseSteps(ground);
    case "mariadb-sql":
      return mariadbSteps(ground);
    case "sqlite":
      return sqliteSteps(ground);
    case "tar":
    case "zip":
    case "gzip":
      return archiveSteps(ground);
    default:
      return unknownSteps();
  }
}

/** Of the base; a base that is not to be read now is told by what follows on it. */
function formatOf([base, ...others]: readonly LocalLink[]): string | null {
  if (base?.format != null) return base.format;
  return others.some(({ format }) => format === "sql-server-backup") ? "sql-server-backup" : null;
}

function byHand(): RunbookStep {
  return shell({
    en: "A name or an address holds characters that are not safe in a command (unseen, or with a meaning of their own), so that none is written here: restore by hand, and look at who chose that name.",
    fr: "Un nom ou une adresse contient des caractères dangereux dans une commande (invisibles, ou ayant un sens propre) ; aucune n'est donc écrite ici : restaurer à la main, et vérifier qui a choisi ce nom.",
  });
}

/** What holds for every engine. */
function afterwards(): readonly RunbookStep[] {
  return [
    shell({
      en: "Keep outgoing mail and SMS off until this is done: look at access, integrity, queues of mail and SMS, and the integrations (Microsoft Graph, access control).",
      fr: "Garder les envois de mails et de SMS coupés jusqu'ici ; vérifier les accès, l'intégrité, les files de mails et de SMS, et les intégrations (Microsoft Graph, contrôle d'accès).",
    }),
    shell({
      en: "Erase again what people had a right to see erased since that point (register of erasures).",
      fr: "Réappliquer les effacements demandés depuis ce point (registre des effacements).",
    }),
    shell({
      en: "Say what became of it, on the board or with `vigie request close`: its report is for the ticket.",
      fr: "Indiquer le résultat, sur le tableau de bord ou avec `vigie request close` : le compte rendu est alors rédigé pour le ticket.",
    }),
  ];
}
