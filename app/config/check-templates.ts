import { SMS_PATHS } from "../../alerts/pagers/sms/create-sms-pager.ts";
import { TEMPLATE_PATHS } from "../../alerts/pagers/webhook/template-paths.ts";
import { parseJsonTemplate, parseTemplate } from "../../alerts/template/parse-template.ts";
import type { ConfigPath, FaultDraft } from "./fault-draft.ts";
import { nearestWord } from "./nearest-word.ts";
import { itemsAt, valueAt } from "./value-at.ts";

const JSON_TYPE = "application/json";

/** A template that could not be filled is refused before a night in which it should be. */
export function checkTemplates(content: unknown): FaultDraft[] {
  return itemsAt(content, ["alerts", "pagers"]).flatMap((pager, index) => {
    const path = ["alerts", "pagers", index];
    switch (valueAt(pager, ["kind"])) {
      case "webhook":
        return checkTemplate(content, [...path, "template"], { paths: TEMPLATE_PATHS });
      case "sms": {
        const contentType = valueAt(pager, ["contentType"]) ?? JSON_TYPE;
        return [
          ...checkTemplate(content, [...path, "url"], { paths: SMS_PATHS, contentType: "address" }),
          ...checkTemplate(content, [...path, "body"], { paths: SMS_PATHS, contentType }),
        ];
      }
      default:
        return [];
    }
  });
}

function checkTemplate(
  content: unknown,
  path: ConfigPath,
  { paths, contentType = JSON_TYPE }: { paths: readonly string[]; contentType?: unknown },
): FaultDraft[] {
  const text = valueAt(content, path);
  if (typeof text !== "string") return [];
  const parse = contentType === JSON_TYPE ? parseJsonTemplate : parseTemplate;
  const template = parse(text, paths);
  if (!("fault" in template)) return [];
  const { fault, offset } = template;
  return [{ path, at: "value", message: fault, hint: hintOf(text.slice(offset), paths), offset }];
}

function hintOf(rest: string, paths: readonly string[]): string | null {
  const word = /^[\w.]+/.exec(rest)?.[0];
  const near = word === undefined ? null : nearestWord(word, paths);
  return near === null ? "docs/pagers.md has what may stand in it" : `did you mean "${near}"?`;
}
