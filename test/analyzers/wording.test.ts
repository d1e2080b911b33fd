import { expect, test } from "vitest";
import { cutText } from "../../analyzers/wording/cut-text.ts";
import { sayBytes } from "../../analyzers/wording/say-bytes.ts";
import { sayDuration } from "../../analyzers/wording/say-duration.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

test.each([
  [81_234_567_890n, "81.2 GB", "81,2 Go"],
  [1_000_000, "1 MB", "1 Mo"],
  [999, "999 bytes", "999 octets"],
  [0, "0 bytes", "0 octet"],
  [1, "1 byte", "1 octet"],
])("sayBytes(%s)", (bytes, en, fr) => {
  expect(sayBytes(bytes)).toEqual({ en, fr });
});

test.each([
  [40_000, "40 s", "40 s"],
  [5 * 60_000, "5 min", "5 min"],
  [130 * 60_000, "2 h 10 min", "2 h 10 min"],
  [76 * 3_600_000, "3 d 4 h", "3 j 4 h"],
  [48 * 3_600_000, "2 d", "2 j"],
])("sayDuration(%s)", (durationMs, en, fr) => {
  expect(sayDuration(durationMs)).toEqual({ en, fr });
});

test("cutText() keeps what others wrote on one line and short", () => {
  expect(cutText("disk\r\n\u001b[31mfull ")).toBe("disk [31mfull");
  expect(cutText("x".repeat(10_000))).toHaveLength(301);
});

test("a finding is said in English and in French, in its policy's own zone", () => {
  const schedule = { cron: "0 1 * * *", zone: "Europe/Paris" };
  const story = tellStory([{ schedule }]);
  const { succeeded } = speakOf(VISITOR_DB);
  story.at(0.5, succeeded("n1", [0, 0.5]));
  story.at(40, heartbeat("sql", 40, { sources: ["/sql/"] }));
  const place = "VisitorDb (acme, visitor, paris, par-sql-03)";
  const [due, end] = ["01:00", "07:00"].map((time) => `2026-11-21 ${time} (Europe/Paris)`);
  expect(story.find("missing")[0]?.summary).toEqual({
    en: `The full backup of ${place} due ${due} is missing: no success by ${end}.`,
    fr: `La sauvegarde complète de ${place} prévue le ${due} est manquante : aucun succès au ${end}.`,
  });
});
