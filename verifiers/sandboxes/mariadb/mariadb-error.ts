import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Judged } from "../stage.ts";

/** Error numbers: https://mariadb.com/kb/en/mariadb-error-codes/ */
const NO_RIGHT = new Set([1044, 1045, 1142, 1143, 1227, 1290, 1370, 1410, 1419, 1524]);
const UNKNOWN_HERE = new Set([1115, 1193, 1273, 1286, 1128, 1126]);
const OF_THE_SERVER = new Set([1021, 1037, 1038, 1041, 1114, 1205, 1206, 2002, 2006, 2013]);
const SAID = /^ERROR ([0-9]+) \([0-9A-Z]{5}\)(?: at line ([0-9]+))?/m;
const COMMAND = /^ERROR at line ([0-9]+)/m;

export type ClientError = {
  /** Null where the client itself refused a line, or ended without a word. */
  readonly number: number | null;
  readonly line: number | null;
  /** The line is a command to the client, which no dump has. */
  readonly isCommand: boolean;
};

/** What the client says of where it stopped: numbers alone, as its words may hold data. */
export function readClientError(errors: string): ClientError {
  const [, number, line] = SAID.exec(errors) ?? [];
  const command = number === undefined ? COMMAND.exec(errors)?.[1] : undefined;
  return {
    number: number === undefined ? null : Number(number),
    line: Number(line ?? command ?? 0) || null,
    isCommand: command !== undefined,
  };
}

/** Whose fault an error is, by its number. */
export function judgeError({ number, isCommand }: ClientError): Pick<Judged, "verdict" | "fault"> {
  if (isCommand) return { verdict: "fail", fault: "backup" };
  if (number === null || OF_THE_SERVER.has(number))
    return { verdict: "inconclusive", fault: "sandbox" };
  if (NO_RIGHT.has(number)) return { verdict: "inconclusive", fault: "policy" };
  if (UNKNOWN_HERE.has(number)) return { verdict: "inconclusive", fault: "version" };
  return { verdict: "fail", fault: "backup" };
}

/** Not a sentence: what stands in brackets after one. */
export function describeError({ number, isCommand }: ClientError): Bilingual {
  if (isCommand) return { en: "a command to the client", fr: "une commande au client" };
  if (number === null) return { en: "the server stopped", fr: "le serveur s'est arrêté" };
  const right = {
    en: ", a right that a sandbox grants to nobody",
    fr: ", un droit qu'un bac à sable n'accorde à personne",
  };
  const more = NO_RIGHT.has(number) ? right : { en: "", fr: "" };
  return { en: `error ${number}${more.en}`, fr: `erreur ${number}${more.fr}` };
}
