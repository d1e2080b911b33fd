import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const ISSUES_TOLD_MAX = 5;

/** What is wrong with a value, for a person: each place, and what was expected there. */
export function describeIssues(issues: readonly Issue[]): string {
  const told = issues.slice(0, ISSUES_TOLD_MAX).map(describeIssue);
  const more = issues.length - told.length;
  return told.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function describeIssue(issue: Issue): string {
  const path = issue.path.map(String).join(".");
  return path === "" ? messageOf(issue) : `${path}: ${messageOf(issue)}`;
}

/** A union says only "Invalid input"; what each of its options expected helps more. */
function messageOf(issue: Issue): string {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue.message;
  const options = issue.errors.flatMap((option) => option.map(({ message }) => message));
  return [...new Set(options)].join(", or: ");
}
