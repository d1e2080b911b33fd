import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Assertion } from "../sandbox.ts";
import type { Content } from "../stage.ts";
import { meetsExpectation } from "./meets-expectation.ts";

const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?$/;
const NUMBER_LENGTH_MAX = 40;
const WORDS = new Set(["true", "false"]);
const MET = { en: "The assertion holds.", fr: "L'assertion est vérifiée." };
const NOT_ONE = {
  en: "The assertion must return one row of one column.",
  fr: "L'assertion doit renvoyer une seule ligne d'une seule colonne.",
};

/** What the database answered to an assertion's SQL; `error` is null where that was a value. */
export type Answer =
  | { readonly kind: "value"; readonly value: string | null }
  /** More or less than one value. */
  | { readonly kind: "not-one" }
  /** `missing`: what it asks of is not there, or not readable; else it could not be asked. */
  | { readonly kind: "failed"; readonly missing: boolean; readonly because: Bilingual };

/**
 * Asks the customer's assertions one after another. A value is restored data: only numbers and
 * truth values are told.
 */
export async function judgeAssertions(
  assertions: readonly Assertion[],
  ask: (sql: string) => Promise<Answer>,
): Promise<Content["assertions"]> {
  const judged: Content["assertions"] = [];
  for (const assertion of assertions)
    judged.push({ name: assertion.name, ...judge(assertion, await ask(assertion.sql)) });
  return judged;
}

function judge({ expect }: Assertion, answer: Answer): Omit<Content["assertions"][number], "name"> {
  if (answer.kind === "not-one")
    return { verdict: "inconclusive", reason: NOT_ONE, observed: { expect } };
  if (answer.kind === "failed") {
    const { missing, because } = answer;
    const reason = {
      en: `The assertion could not be evaluated (${because.en}).`,
      fr: `L'assertion n'a pas pu être évaluée (${because.fr}).`,
    };
    return { verdict: missing ? "fail" : "inconclusive", reason, observed: { expect } };
  }
  const value = tell(answer.value);
  if (meetsExpectation(answer.value, expect))
    return { verdict: "pass", reason: MET, observed: { expect, value } };
  const shown = value === null ? NO_VALUE_SHOWN : { en: value, fr: value };
  const reason = {
    en: `The assertion expects ${expect}, and the value is ${shown.en}.`,
    fr: `L'assertion attend ${expect} ; la valeur est ${shown.fr}.`,
  };
  return { verdict: "fail", reason, observed: { expect, value } };
}

const NO_VALUE_SHOWN = { en: "another text", fr: "un autre texte" };

function tell(value: string | null): string | null {
  if (value === null) return "NULL";
  const isPlain = value.length <= NUMBER_LENGTH_MAX && (NUMBER.test(value) || WORDS.has(value));
  return isPlain ? value : null;
}
