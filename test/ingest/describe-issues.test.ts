import { expect, test } from "vitest";
import { describeIssues } from "../../ingest/accept/describe-issues.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { makeEvent } from "./make-event.ts";

const WHOLE = "data.sizeBytes: must be a whole number of bytes, such as 12000000000";

test.each([
  ["12 GB", WHOLE],
  ["-1", WHOLE],
  ["9999999999999999999", "data.sizeBytes: must be at most 2^63 - 1"],
  [-1, "data.sizeBytes: Too small: expected number to be >=0"],
])("describeIssues() of %j as a size tells what a size is", (sizeBytes, said) => {
  const { error } = safeParseEvent(makeEvent({}, { sizeBytes }));
  expect(describeIssues(error?.issues ?? [])).toBe(said);
});
