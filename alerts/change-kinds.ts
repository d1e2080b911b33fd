/** What can change of an incident, as its history names it. */
export const CHANGE_KINDS = [
  "opened",
  "escalated",
  "eased",
  "worsened",
  "resolved",
  "reopened",
  "acknowledged",
  "assigned",
  "commented",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
