import { expect, test } from "vitest";
import { ConfigError } from "../../../app/config/config-error.ts";
import { loadConfig } from "../../../app/config/load-config.ts";

const PAGERS = `alerts:
  pagers:
    - { name: on-call, kind: webhook, url: "https://alerts.example.com/a" }
    - { name: sms, kind: webhook, url: "https://alerts.example.com/b" }
`;

function faultsOf(text: string): string[] {
  try {
    loadConfig({ file: "/etc/vigie/vigie.yaml", text });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}

test("routes that are as they should be are taken", () => {
  const routes = `${PAGERS}  routes:
    - match: { tenant: acme }
      hours: { zone: Europe/Paris, days: [mon, tue], from: "08:00", to: "18:00" }
      to: [on-call, sms]
      digest: { at: "08:30", zone: Europe/Paris }
      remind: never
    - to: on-call
  maintenance:
    - { match: { site: paris }, cron: "0 2 * * sun", zone: Europe/Paris, for: 4h, reason: storage }
`;
  expect(faultsOf(routes)).toEqual([]);
});

test.each<[string, string, string[]]>([
  ["a pager that there is not", "    - to: oncall", ['6:11 no pager is called "oncall"']],
  [
    "a pager that stands twice",
    "    - to: [sms, on-call, sms]",
    ['6:26 "sms" stands before already'],
  ],
  [
    "a last route that would leave findings to nobody",
    "    - { match: { tenant: acme }, to: sms }",
    ["6:7 is the last, and its match would leave findings that nobody is told of"],
  ],
  [
    "hours that cover nothing",
    '    - { hours: { zone: UTC, from: "08:00", to: "08:00" }, to: sms }\n    - to: sms',
    ["6:48 is when they begin, so that they cover nothing"],
  ],
  [
    "a zone that there is not",
    '    - { hours: { zone: Europe/Pariss, from: "08:00", to: "09:00" }, to: sms }\n    - to: sms',
    ['6:24 zone: "Europe/Pariss" is not a zone of the IANA time zone database'],
  ],
  [
    "a time that there is not",
    '    - { hours: { zone: UTC, from: "8:00", to: "25:00" }, to: sms }\n    - to: sms',
    ["6:35 must be a time of day such as 08:30", "6:47 must be a time of day such as 08:30"],
  ],
  [
    "two of one name",
    "    - { name: a, match: { tenant: acme }, to: sms }\n    - { name: a, to: sms }",
    ['7:15 two routes are called "a": the other is on line 6'],
  ],
  ["a reminder that never ends", "    - { to: sms, remind: 0s }", ["6:26 must be at least 1m"]],
  ["what leads nowhere", "    - { match: {} }", ["6:7 is missing"]],
])("%s is refused, with its place", (_name, route, want) => {
  expect(faultsOf(`${PAGERS}  routes:\n${route}\n`)).toEqual(want);
});

test("severities of a pager are refused where routes say who is told of what", () => {
  const pagers = PAGERS.replace("name: sms,", "name: sms, severities: [critical],");
  expect(faultsOf(`${pagers.trimEnd()}\n  routes: [{ to: sms }]\n`)).toEqual([
    "4:20 says nothing where there are routes",
  ]);
});
