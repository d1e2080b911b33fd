import type { Bilingual } from "../../schemas/bilingual.ts";
import { wordsEn } from "../board/page/words-en.ts";
import { wordsFr } from "../board/page/words-fr.ts";
import type { Tone } from "./palette.ts";

export type Word = { readonly said: Bilingual; readonly tone?: Tone };
type Vocabulary = Readonly<Record<string, Word>>;

const word = (tone: Tone, en: string, fr: string): Word => ({ tone, said: { en, fr } });

const STATES: Readonly<Record<keyof typeof wordsEn.states, Tone>> = {
  missing: "bad",
  stuck: "bad",
  failed: "bad",
  late: "warn",
  unprotected: "warn",
  unknown: "odd",
  running: "calm",
  waiting: "calm",
  skipped: "none",
  filled: "good",
};

const SEVERITIES: Readonly<Record<keyof typeof wordsEn.severities, Tone>> = {
  critical: "bad",
  warning: "warn",
  info: "calm",
};

function bothOf(list: "states" | "severities" | "kinds"): Readonly<Record<string, Bilingual>> {
  const french: Readonly<Record<string, string>> = wordsFr[list];
  const entries = Object.entries(wordsEn[list]);
  return Object.fromEntries(entries.map(([name, en]) => [name, { en, fr: french[name] ?? en }]));
}

function toned(list: "states" | "severities", tones: Readonly<Record<string, Tone>>): Vocabulary {
  const entries = Object.entries(bothOf(list)).map(([name, said]) => {
    const tone = tones[name];
    return [name, tone ? { said, tone } : { said }] as const;
  });
  return Object.fromEntries(entries);
}

const OUTCOMES: Vocabulary = {
  proven: word("good", "proven", "prouvée"),
  unproven: word("odd", "unproven", "non prouvée"),
  succeeded: word("good", "succeeded", "réussie"),
  failed: word("bad", "failed", "en échec"),
  running: word("calm", "running", "en cours"),
};

/** The words of columns whose values are a closed set, by the column's name. */
export const VOCABULARY: Readonly<Record<string, Vocabulary>> = {
  state: toned("states", STATES),
  severity: toned("severities", SEVERITIES),
  kind: Object.fromEntries(Object.entries(bothOf("kinds")).map(([name, said]) => [name, { said }])),
  outcome: OUTCOMES,
  proof: OUTCOMES,
  proofOutcome: OUTCOMES,
  lastProof: OUTCOMES,
  standing: {
    open: word("bad", "open", "ouvert"),
    acknowledged: word("calm", "acknowledged", "pris en charge"),
    unseen: word("odd", "resolved, not acknowledged", "résolu, non pris en charge"),
    resolved: word("good", "resolved", "résolu"),
    failed: word("bad", "proof failed", "preuve en échec"),
    overdue: word("warn", "overdue", "en retard"),
    never: word("odd", "never proven", "jamais prouvée"),
  },
  agreement: {
    same: word("good", "same bytes", "mêmes octets"),
    different: word("bad", "differ", "diffèrent"),
    unknown: word("odd", "cannot be compared", "non comparables"),
    alone: word("warn", "alone", "seule"),
  },
};
