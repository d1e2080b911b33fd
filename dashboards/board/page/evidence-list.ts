import type { Finding } from "../../../schemas/finding.ts";
import { type Child, element } from "./element.ts";
import { type EvidenceFields, type EvidenceValue, readEvidence } from "./evidence-value.ts";
import { EVIDENCE_WORDS } from "./evidence-words.ts";
import type { ViewContext } from "./shell/page-view.ts";
import { given, instant } from "./view.ts";

const RAW_LENGTH_MAX = 20_000;
const RAW = { en: "As JSON", fr: "En JSON" } as const;
const NONE = "–";

type Context = Pick<ViewContext, "lang" | "formats" | "now">;

/** The numbers that decided a finding, each by its name and with its unit; as JSON on demand. */
export function evidenceList(evidence: Finding["evidence"], context: Context): HTMLElement {
  const raw = JSON.stringify(evidence, null, 2);
  return element(
    "div",
    {},
    listOf(readEvidence(evidence, context.lang), context),
    element(
      "details",
      { class: "raw" },
      element("summary", {}, RAW[context.lang]),
      element(
        "pre",
        { tabindex: "0" },
        raw.length > RAW_LENGTH_MAX ? `${raw.slice(0, RAW_LENGTH_MAX)}…` : raw,
      ),
    ),
  );
}

function listOf(fields: EvidenceFields, context: Context): HTMLElement {
  const entries = fields.flatMap(([name, value]) => [
    element("dt", { title: name }, EVIDENCE_WORDS.get(name)?.[context.lang] ?? given(name)),
    element("dd", {}, show(value, context)),
  ]);
  return element("dl", { class: "evidence" }, ...entries);
}

function show(value: EvidenceValue, context: Context): Child {
  const { formats } = context;
  switch (value.is) {
    case "text":
      return value.text;
    case "name":
      return given(value.text);
    case "instant":
      return instant(value.at, context);
    case "duration":
      return value.seconds < 0
        ? `−${formats.duration(-value.seconds)}`
        : formats.duration(value.seconds);
    case "bytes":
      return element("span", { title: String(value.bytes) }, formats.bytes(value.bytes));
    case "fields":
      return value.fields.length === 0 ? NONE : listOf(value.fields, context);
    case "list":
      if (value.values.length === 0) return NONE;
      return element(
        "ul",
        { class: "plain" },
        ...value.values.map((one) => element("li", {}, show(one, context))),
      );
  }
}
