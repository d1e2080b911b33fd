import { expect, test } from "vitest";
import { readEvidence } from "../../dashboards/board/page/evidence-value.ts";

const read = (evidence: object, lang: "en" | "fr" = "en") =>
  Object.fromEntries(readEvidence(evidence, lang));

test.each([
  ["finishWithinMs", 21_600_000, { is: "duration", seconds: 21_600 }],
  ["runningSeconds", 4_860, { is: "duration", seconds: 4_860 }],
  ["sizeBytes", "9223372036854775807", { is: "bytes", bytes: "9223372036854775807" }],
  ["bytes", 81_000, { is: "bytes", bytes: 81_000 }],
  ["dueBy", "2026-11-20T01:00:00Z", { is: "instant", at: "2026-11-20T01:00:00Z" }],
  ["encryptedShare", 0.9525027402217862, { is: "text", text: "95.25%" }],
  ["z", -19.71336523577134, { is: "text", text: "-19.71" }],
  ["runs", 1_204, { is: "text", text: "1,204" }],
  ["encrypted", false, { is: "text", text: "no" }],
  ["lastLsn", "37000000012300001", { is: "name", text: "37000000012300001" }],
  ["errorMessage", "<b>disk full</b>", { is: "name", text: "<b>disk full</b>" }],
])("%s is shown as what it is", (name, value, shown) => {
  expect(read({ [name]: value })).toEqual({ [name]: shown });
});

test.each([
  ["asset", "2026-13-45T00:00:00Z"],
  ["asset", "2026-11-20T01:00:00Z"],
  ["errorMessage", "2026-11-20T01:00:00Z"],
  ["baseNamedBy", "2026-11-20T01:00:00Z"],
  ["finishedAt", "2026-13-45T00:00:00Z"],
  ["dueBy", "tomorrow"],
])("%s is no instant where it says %s", (name, value) => {
  expect(read({ [name]: value })).toEqual({ [name]: { is: "name", text: value } });
});

test.each(["lockedUntilBefore", "since", "failedSince", "keepUntil", "oldestAllowed", "lastSlot"])(
  "%s is an instant",
  (name) => {
    const at = "2026-11-20T01:00:00.250+01:00";
    expect(read({ [name]: at })).toEqual({ [name]: { is: "instant", at } });
  },
);

test("words of the contract are said in the reader's language", () => {
  expect(read({ level: "restored", role: "duplicate" }, "fr")).toEqual({
    level: { is: "text", text: "restaurée" },
    role: { is: "text", text: "dupliquée" },
  });
  expect(read({ reason: { en: "Rows lack", fr: "Des lignes manquent" } }, "fr")).toEqual({
    reason: { is: "name", text: "Des lignes manquent" },
  });
  expect(read({ level: "toString" })).toEqual({ level: { is: "name", text: "toString" } });
});

test("what holds others keeps their units, and what is null says nothing", () => {
  const shown = read({
    ...{ ageAtRemovalMs: { least: 1_000, most: 2_000 }, samplesMs: [3_000], lastGood: null },
    primary: { sizeBytes: 7, checksum: null },
  });
  expect(shown).toEqual({
    ageAtRemovalMs: {
      is: "fields",
      fields: [
        ["least", { is: "duration", seconds: 1 }],
        ["most", { is: "duration", seconds: 2 }],
      ],
    },
    samplesMs: { is: "list", values: [{ is: "duration", seconds: 3 }] },
    primary: { is: "fields", fields: [["sizeBytes", { is: "bytes", bytes: 7 }]] },
  });
});
