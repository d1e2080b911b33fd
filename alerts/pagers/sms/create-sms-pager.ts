import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { SmsConfig } from "../../../schemas/pagers/sms.ts";
import { openReceiver } from "../../http/open-receiver.ts";
import { outcomeOf } from "../../http/outcome-of.ts";
import type { Pager } from "../../pager.ts";
import { parseTemplate, type Template } from "../../template/parse-template.ts";
import { encodeJson, renderTemplate } from "../../template/render-template.ts";
import { plainLine } from "../../wording/plain-line.ts";
import { wordMessage } from "../../wording/word-message.ts";
import type { PagerContext } from "../pager-context.ts";
import { speechOf } from "../speech-of.ts";
import { toShortText } from "./to-short-text.ts";

/** What may stand in the address and the body. */
export const SMS_PATHS = ["to", "text"] as const;

const FAULT_LENGTH_MAX = 200;

type ContentType = SmsConfig["contentType"];

/** Short messages through any gateway that takes them over HTTP. */
export function createSmsPager(config: SmsConfig, context: PagerContext): Pager {
  const { name, method, contentType, to, expect } = config;
  const { headers, secrets } = readHeaders(config, context);
  const address = typeof config.url === "string" ? config.url : context.readSecret(config.url);
  const { client } = openReceiver(config, context, secrets);
  const url = readTemplate(address, name);
  const body = readTemplate(config.body, name);
  return {
    name,
    severities: config.severities,
    send: async (message) => {
      const notice = wordMessage(message, speechOf(config, context));
      const values: Readonly<Record<string, string>> = { to, text: toShortText(notice, config) };
      const valueAt = (path: string) => values[path];
      const target = new URL(renderTemplate(url, valueAt, encodeAddress));
      const content = renderTemplate(body, valueAt, encoderOf(contentType));
      const sent =
        method === "GET"
          ? { method, headers }
          : { method, headers: { "Content-Type": contentType, ...headers }, body: content };
      return outcomeOf(await client.exchange(target, sent), {
        faultIn: ({ text }) =>
          expect === undefined || text.includes(expect) ? null : plainLine(text, FAULT_LENGTH_MAX),
      });
    },
  };
}

function readHeaders({ headers }: SmsConfig, { readSecret }: PagerContext) {
  const read = headers.map((header) => ({
    name: header.name,
    value: "secret" in header ? readSecret(header.secret) : header.value,
    isSecret: "secret" in header,
  }));
  return {
    headers: Object.fromEntries(read.map(({ name, value }) => [name, value])),
    secrets: read.filter(({ isSecret }) => isSecret).map(({ value }) => value),
  };
}

function readTemplate(text: string, pager: string): Template {
  const template = parseTemplate(text, SMS_PATHS);
  if (!("fault" in template)) return template;
  throw new OperatingError(`Cannot use pager ${pager} as of its template ${template.fault}`, {
    retryable: false,
    hint: `write {{ ${SMS_PATHS.join(" }} and {{ ")} }} where they belong`,
  });
}

function encoderOf(contentType: ContentType): (value: unknown, isQuoted: boolean) => string {
  switch (contentType) {
    case "application/json":
      return encodeJson;
    case "application/x-www-form-urlencoded":
      return encodeAddress;
    case "text/plain":
      return (value) => String(value);
  }
}

function encodeAddress(value: unknown): string {
  return encodeURIComponent(String(value));
}
