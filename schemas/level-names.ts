import type { ProofLevel } from "./proof.ts";

/** Levels of proofs as people read them, by language; of a copy, which is feminine in French. */
export const LEVEL_NAMES: Readonly<Record<"en" | "fr", Readonly<Record<ProofLevel, string>>>> = {
  en: {
    exists: "exists",
    whole: "whole",
    sound: "sound",
    restored: "restored",
    right: "right",
  },
  fr: {
    exists: "présente",
    whole: "entière",
    sound: "saine",
    restored: "restaurée",
    right: "exacte",
  },
};
