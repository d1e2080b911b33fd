import { expect, test } from "vitest";
import { sayDuration } from "../../dashboards/board/page/say-duration.ts";

test.each([
  [0, "0 secs"],
  [41.8, "42 secs"],
  [60, "1 min"],
  [6_000, "1 hr 40 mins"],
  [26 * 3_600, "26 hrs"],
  [14 * 86_400, "14 days"],
  [50 * 3_600, "2 days 2 hrs"],
])("a duration of %s s reads %s", (seconds, words) => {
  expect(sayDuration(seconds, "en")).toBe(words);
});
