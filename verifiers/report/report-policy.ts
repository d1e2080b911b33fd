import type { Policy, Schedule } from "../../schemas/policy.ts";
import type { ReportedPolicy } from "./week-report.ts";

/** What a policy promises, as far as the report is about it. */
export function reportPolicy(policy: Policy): ReportedPolicy {
  const { schedule, copies, retention, verification, objectives } = policy;
  return {
    name: policy.name,
    schedule: reportSchedule(schedule),
    copies: copies?.required ?? [],
    keepMs: retention?.keep ?? null,
    verifyEveryMs: verification?.every ?? null,
    level: verification?.level ?? null,
    rpoMs: objectives?.rpo ?? null,
    rtoMs: objectives?.rto ?? null,
  };
}

function reportSchedule(schedule: Schedule): ReportedPolicy["schedule"] {
  if ("cron" in schedule) return { cron: schedule.cron, zone: schedule.zone };
  return "every" in schedule ? { everyMs: schedule.every } : { learned: true };
}
