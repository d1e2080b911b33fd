import { sendDocuments } from "../../alerts/pagers/mail/send-documents.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import type { SecretSource } from "../../schemas/secret.ts";
import type { EndedWeek } from "../../verifiers/report/start-reports.ts";

const WORDS = {
  en: {
    subject: (week: string) => `Vigie: restore proofs of week ${week}`,
    text: (week: string, hash: string) =>
      `The report of week ${week}, and the week's signed root ${hash}.\nKeep the root: with it nobody can alter later what was proven until then (docs/proofs.md).\n`,
  },
  fr: {
    subject: (week: string) => `Vigie : preuves de restauration de la semaine ${week}`,
    text: (week: string, hash: string) =>
      `Le rapport de la semaine ${week}, et sa racine signée ${hash}.\nConservez la racine : avec elle, plus personne ne peut altérer ensuite ce qui était prouvé jusque-là (docs/proofs.md).\n`,
  },
} as const;

type Options = {
  readonly readSecret: (source: SecretSource) => string;
  readonly logger: Logger;
};

/**
 * Sends each week's report and root to those who asked for them; null where nobody has. A refusal
 * for good is logged alone: sent again it would be refused again.
 */
export function createWeekMailer(
  { alerts, report }: Config,
  { readSecret, logger }: Options,
): ((week: EndedWeek) => Promise<void>) | null {
  const { mail, lang } = report;
  if (mail === undefined) return null;
  const server = alerts.pagers.find(({ name }) => name === mail.by);
  if (server?.kind !== "mail")
    throw new OperatingError(`Cannot mail reports by ${mail.by} as it is no pager of kind mail`, {
      retryable: false,
      hint: "`report.mail.by` names one of `alerts.pagers`",
    });
  const words = WORDS[lang];
  return async ({ week, rootHash, files }) => {
    const documents = { subject: words.subject(week), text: words.text(week, rootHash), files };
    try {
      const refused = await sendDocuments(server, { to: mail.to, ...documents }, { readSecret });
      if (refused > 0) logger.error({ refused, week }, "Not all were sent the week's report");
    } catch (error) {
      if (!(error instanceof OperatingError) || error.retryable) throw error;
      logger.error({ err: error, hint: error.hint, week }, "Nobody was sent the week's report");
    }
  };
}
