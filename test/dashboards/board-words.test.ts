import { describe, expect, test } from "vitest";
import { WORDS as PAGE_WORDS } from "../../alerts/wording/words.ts";
import { createFormats } from "../../dashboards/board/page/create-formats.ts";
import { WORDS } from "../../dashboards/board/page/words.ts";
import { FINDING_KINDS } from "../../schemas/finding.ts";
import { SLOT_STATES } from "../../schemas/series-state.ts";

const NOW = "2026-11-20T11:00:00Z";
const plain = (text: string) => text.replace(/\s/g, " ");

describe.each(["en", "fr"] as const)("in %s", (lang) => {
  test("every state and every kind of finding has words of its own", () => {
    const { states, kinds } = WORDS[lang];
    const of = (words: Readonly<Record<string, string>>, keys: readonly string[]) =>
      new Set(keys.map((key) => words[key]).filter((word) => word));
    expect(of(states, SLOT_STATES).size).toBe(SLOT_STATES.length);
    expect(of(kinds, FINDING_KINDS).size).toBe(FINDING_KINDS.length);
  });

  test("kinds are called as pages call them, who look from one to the other", () => {
    expect(WORDS[lang].kinds).toEqual(PAGE_WORDS[lang].kinds);
  });
});

test("French doesn't fall back to English", () => {
  const same = FINDING_KINDS.filter((kind) => WORDS.fr.kinds[kind] === WORDS.en.kinds[kind]);
  expect(same).toEqual([]);
});

describe("times", () => {
  test("are shown in the zone that was asked for, through a change of clocks", () => {
    const formats = createFormats("en", "Europe/Paris");
    expect(formats.instant("2026-10-25T00:30:00Z")).toBe("25 Oct, 02:30");
    expect(formats.instant("2026-10-25T01:30:00Z")).toBe("25 Oct, 02:30");
    expect(formats.full("2026-10-25T00:30:00Z")).not.toBe(formats.full("2026-10-25T01:30:00Z"));
  });

  test.each([
    ["2026-11-20T10:59:30Z", "30 sec ago", "il y a 30 s"],
    ["2026-11-20T10:01:00Z", "59 min ago", "il y a 59 min"],
    ["2026-11-19T01:00:00Z", "34 hr ago", "il y a 34 h"],
    ["2026-11-17T01:00:00Z", "3 days ago", "il y a 3 j"],
    ["2026-11-21T00:00:00Z", "in 13 hr", "dans 13 h"],
  ])("%s reads %j", (at, en, fr) => {
    expect(plain(createFormats("en", "UTC").relative(at, NOW))).toBe(en);
    expect(plain(createFormats("fr", "UTC").relative(at, NOW))).toBe(fr);
  });
});

test.each([
  [0, "0 bytes", "0 octet"],
  [999, "999 bytes", "999 octets"],
  [999_949, "999.9 kB", "999,9 ko"],
  [999_950, "1 MB", "1 Mo"],
  [81_234_567_890, "81.2 GB", "81,2 Go"],
  ["9223372036854775807", "9,223.4 PB", "9 223,4 Po"],
])("%s bytes read %j", (size, en, fr) => {
  expect(plain(createFormats("en", "UTC").bytes(size))).toBe(en);
  expect(plain(createFormats("fr", "UTC").bytes(size))).toBe(fr);
});
