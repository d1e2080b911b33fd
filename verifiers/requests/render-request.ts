import type { Bilingual } from "../../schemas/bilingual.ts";
import { LEVEL_NAMES } from "../../schemas/level-names.ts";
import type { RequestAct, RequestState, RestoreRequest } from "../../schemas/request.ts";
import type { PlannedLink, RestorePlan } from "../../schemas/restore-plan.ts";
import { BACKUP_NAMES } from "../chains/say-chain.ts";
import { readable } from "./runbook/quote-words.ts";
import { sayBytes, saySeconds } from "./say-amounts.ts";

type Lang = keyof Bilingual;

/** States in words, as the board says them too. */
export const STATE_WORDS: Readonly<Record<RequestState, Bilingual>> = {
  opened: { en: "opened", fr: "ouverte" },
  planned: { en: "planned", fr: "planifiée" },
  approved: { en: "approved", fr: "approuvée" },
  refused: { en: "refused", fr: "refusée" },
  executing: { en: "executing", fr: "en cours" },
  done: { en: "done", fr: "réalisée" },
  failed: { en: "failed", fr: "échouée" },
  closed: { en: "closed", fr: "clôturée" },
  withdrawn: { en: "withdrawn", fr: "retirée" },
};

export const ACT_WORDS: Readonly<Record<RequestAct, Bilingual>> = {
  open: { en: "opened", fr: "ouverture" },
  plan: { en: "planned", fr: "plan de restauration" },
  approve: { en: "approved", fr: "approbation" },
  refuse: { en: "refused", fr: "refus" },
  execute: { en: "executed", fr: "exécution" },
  settle: { en: "restored in a sandbox", fr: "restauration en bac à sable" },
  close: { en: "closed", fr: "clôture" },
  withdraw: { en: "withdrawn", fr: "retrait" },
};

const OUTCOME_WORDS = {
  restored: { en: "restored", fr: "restaurée" },
  "partly-restored": { en: "partly restored", fr: "restaurée en partie" },
  "not-restored": { en: "not restored", fr: "non restaurée" },
} as const;

/** Of a step that was taken on the command line. */
const UNSHOWN: Bilingual = {
  en: "command line, not authenticated",
  fr: "ligne de commande, non authentifié",
};
const NONE = "-";

/** A request as text, from ticket to report: what was asked, planned, done, and every step. */
export function renderRequest(request: RestoreRequest, lang: Lang): string {
  const { id, state, plan, steps } = request;
  const title = { en: "Restore request", fr: "Demande de restauration" }[lang];
  return [
    `${title} ${id}${colon(lang)} ${STATE_WORDS[state][lang]}`,
    "",
    ...renderAsked(request, lang),
    ...(plan ? ["", ...renderPlan(plan, lang)] : []),
    ...renderEnd(request, lang),
    "",
    { en: "Steps:", fr: "Étapes :" }[lang],
    ...steps.map(
      ({ at, act, by, reason, via }) =>
        `  ${at}  ${ACT_WORDS[act][lang]}, ${by}${via ? ` (${UNSHOWN[lang]})` : ""}${colon(lang)} ${reason}`,
    ),
  ]
    .map(readable)
    .join("\n");
}

function renderAsked(request: RestoreRequest, lang: Lang): string[] {
  const { series, target, wanted, ticket, askedBy, reason, impact, neededBy } = request;
  const { tenant, environment, product, site, instance, asset } = series;
  return [
    line({ en: "Ticket", fr: "Ticket" }, `${ticket}, ${askedBy}`, lang),
    line(
      { en: "Scope", fr: "Périmètre" },
      [tenant, environment, product, site, instance, asset].join(" / "),
      lang,
    ),
    line(
      { en: "Wanted", fr: "Point voulu" },
      "at" in wanted
        ? wanted.at
        : { en: `run ${wanted.runId}`, fr: `exécution ${wanted.runId}` }[lang],
      lang,
    ),
    line(
      { en: "Target", fr: "Cible" },
      `${target.environment} / ${target.instance} / ${target.database}`,
      lang,
    ),
    line({ en: "Reason", fr: "Contexte" }, reason, lang),
    line({ en: "Impact", fr: "Impact" }, impact ?? NONE, lang),
    line({ en: "Needed by", fr: "Échéance" }, neededBy ?? NONE, lang),
  ];
}

function renderPlan(plan: RestorePlan, lang: Lang): string[] {
  const { reached, lack, nearest, estimate, doubts, freeBytesMin } = plan;
  if (!reached)
    return [
      `${{ en: "No plan leads there:", fr: "Aucun plan n'y mène :" }[lang]} ${lack?.[lang] ?? ""}`,
      line({ en: "Nearest before", fr: "Point précédent" }, nearest.before ?? NONE, lang),
      line({ en: "Nearest after", fr: "Point suivant" }, nearest.after ?? NONE, lang),
    ];
  const { seconds, proofs, rtoSeconds } = estimate;
  const long = seconds === null ? NONE : `${saySeconds(seconds)} (${sayMeasured(proofs)[lang]})`;
  const rto = rtoSeconds === null ? "" : `, RTO ${saySeconds(rtoSeconds)}`;
  return [
    line(
      { en: "Reaches", fr: "Atteint" },
      `${reached.at} (${sayBehind(reached.behindSecondsMax)[lang]})`,
      lang,
    ),
    line({ en: "Duration", fr: "Durée" }, `${long}${rto}`, lang),
    line({ en: "Room, at least", fr: "Place, au moins" }, sayBytes(freeBytesMin)[lang], lang),
    ...plan.links.flatMap((link) => renderLink(link, lang)),
    ...doubts.map(({ text }) => `  ! ${text[lang]}`),
  ];
}

function sayBehind(seconds: number): Bilingual {
  if (seconds === 0) return { en: "as wanted", fr: "comme voulu" };
  const behind = saySeconds(seconds);
  return { en: `at most ${behind} before`, fr: `au plus ${behind} avant` };
}

function sayMeasured(restores: number): Bilingual {
  const plural = restores === 1 ? "" : "s";
  return {
    en: `by ${restores} restore${plural} in sandboxes`,
    fr: `d'après ${restores} restauration${plural} en bac à sable`,
  };
}

function renderLink({ series, runId, copy }: PlannedLink, lang: Lang): string[] {
  const { vault, uri, sizeBytes, checksum, proof } = copy;
  const unproven = { en: "no proof", fr: "sans preuve" }[lang];
  const level = proof?.level ? LEVEL_NAMES[lang][proof.level] : NONE;
  const shown = proof ? `${level} ${proof.id} ${proof.finishedAt}` : unproven;
  const hash = checksum ? `${checksum.algorithm} ${checksum.value}` : NONE;
  return [
    `  ${BACKUP_NAMES[series.backupType][lang]} ${runId}${colon(lang)} ${vault} ${uri}`,
    `    ${sayBytes(sizeBytes)[lang]}, ${hash}, ${shown}`,
  ];
}

function renderEnd({ execution, closing }: RestoreRequest, lang: Lang): string[] {
  const lines: string[] = [];
  if (execution) lines.push(line({ en: "Proof", fr: "Preuve" }, execution.proofId, lang));
  const { restoreSeconds = null, rtoSeconds = null } = execution?.result ?? {};
  if (restoreSeconds !== null) {
    const rto = rtoSeconds === null ? "" : `, RTO ${saySeconds(rtoSeconds)}`;
    const long = `${saySeconds(restoreSeconds)}${rto}`;
    lines.push(
      line({ en: "Restored in a sandbox in", fr: "Restaurée en bac à sable en" }, long, lang),
    );
  }
  if (closing) {
    const outcome = [OUTCOME_WORDS[closing.outcome][lang], closing.restoredAt ?? []].flat();
    lines.push(line({ en: "Outcome", fr: "Résultat" }, outcome.join(", "), lang));
  }
  return lines.length > 0 ? ["", ...lines] : [];
}

function line(name: Bilingual, value: string, lang: Lang): string {
  return `${name[lang]}${colon(lang)} ${value}`;
}

function colon(lang: Lang): string {
  return lang === "fr" ? " :" : ":";
}
