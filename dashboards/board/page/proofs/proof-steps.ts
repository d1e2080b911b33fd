import type { Proof } from "../../../../schemas/proof.ts";
import { definitions } from "../definitions.ts";
import { type Child, element } from "../element.ts";
import { proofBadge, proofLevel } from "../proof-badge.ts";
import { sayDuration } from "../say-duration.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { proofChecks } from "./proof-checks.ts";
import { proofSeal } from "./proof-seal.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

type Fields = readonly (readonly [string, Child])[];

/** A proof in the order in which it came about: what was read, checked, found, and sealed. */
export function proofSteps(proof: Proof, context: ViewContext): readonly HTMLElement[] {
  const { lang } = context;
  const words = PROOFS_WORDS[lang].one;
  const { steps } = words;
  const parts = [
    step(steps.copy, definitions(copyFields(proof, context))),
    proof.chain ? step(steps.chain, chainList(proof.chain, context)) : null,
    proof.target ? step(steps.target, targetText(proof.target, context)) : null,
    step(steps.checks, proofChecks(proof, context)),
    (proof.skipped ?? []).length > 0 ? step(steps.skipped, skippedList(proof, context)) : null,
    proof.rowCounts || proof.newestRowAt
      ? step(steps.content, definitions(contentFields(proof, context)))
      : null,
    step(steps.result, definitions(resultFields(proof, context))),
    step(steps.seal, proofSeal(proof, context)),
  ].filter((part) => part !== null);
  return [
    element("h2", {}, given(words.of(proof.series.asset))),
    element(
      "p",
      { class: "line" },
      proofBadge(proof, WORDS[lang]),
      proofLevel(proof, WORDS[lang]),
      instant(proof.finishedAt, context),
    ),
    element("ol", { class: "proof-steps" }, ...parts),
  ];
}

function step(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("li", {}, element("h3", {}, title), ...children);
}

function copyFields({ series, runId, copy, read, reason }: Proof, context: ViewContext): Fields {
  const { lang, formats } = context;
  const { fields, reasons, notSaid } = PROOFS_WORDS[lang].one;
  const words = WORDS[lang];
  const { tenant, product, site, instance, asset, backupType } = series;
  const named = `${asset} · ${tenant} · ${product} · ${site} · ${instance}`;
  const seriesId = context.query().get("series");
  const shown =
    seriesId === null
      ? given(named)
      : element("a", { href: context.href("series", seriesId) }, given(named));
  const { checksum } = copy;
  const said = checksum && `${checksum.algorithm} ${checksum.value}`;
  return [
    [fields.series, element("span", {}, shown, ` · ${words.backupTypes[backupType]}`)],
    [fields.run, given(runId)],
    [fields.vault, element("span", {}, given(copy.vault), ` (${words.roles[copy.role]})`)],
    [fields.uri, given(copy.uri)],
    [fields.size, formats.bytes(copy.sizeBytes)],
    [fields.checksum, said === null ? notSaid : element("code", {}, said)],
    ...(read
      ? [
          [fields.read, formats.bytes(read.bytes)] as const,
          [fields.sha256, element("code", {}, read.sha256)] as const,
        ]
      : []),
    [fields.reason, reasons[reason]],
  ];
}

function chainList(chain: NonNullable<Proof["chain"]>, { lang, formats }: ViewContext) {
  const { backupTypes, roles } = WORDS[lang];
  const items = chain.map(({ backupType, vault, role, uri, read }) =>
    element(
      "li",
      {},
      element("strong", {}, backupTypes[backupType]),
      " · ",
      given(vault),
      ` (${roles[role]}) · ${formats.bytes(read.bytes)}`,
      element("small", {}, given(uri)),
      element("small", {}, element("code", {}, `sha256 ${read.sha256}`)),
    ),
  );
  return element("ol", { class: "chain" }, ...items);
}

function targetText({ at, drawnFrom }: NonNullable<Proof["target"]>, context: ViewContext) {
  const { lang, formats } = context;
  const words = PROOFS_WORDS[lang].one;
  const drawn = drawnFrom
    ? ` (${words.drawnFrom(formats.instant(drawnFrom.from), formats.instant(drawnFrom.until))})`
    : "";
  return element("p", {}, `${words.target(formats.full(at))}${drawn}.`);
}

function skippedList({ skipped = [] }: Proof, { lang }: ViewContext): HTMLElement {
  const items = skipped.map(({ level, reason }) =>
    element("li", {}, element("strong", {}, WORDS[lang].levels[level]), " – ", given(reason[lang])),
  );
  return element("ul", { class: "plain" }, ...items);
}

function contentFields({ rowCounts, newestRowAt }: Proof, context: ViewContext): Fields {
  const { lang, formats } = context;
  const { fields } = PROOFS_WORDS[lang].one;
  const counts = Object.values(rowCounts ?? {});
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return [
    ...(rowCounts
      ? [
          [fields.tables, formats.count(counts.length)] as const,
          [fields.rows, formats.count(rows)] as const,
        ]
      : []),
    ...(newestRowAt ? [[fields.newestRow, instant(newestRowAt, context)] as const] : []),
  ];
}

function resultFields(proof: Proof, context: ViewContext): Fields {
  const { lang } = context;
  const { fields, notSaid, notMeasured, cleanup } = PROOFS_WORDS[lang].one;
  const words = WORDS[lang];
  const { wanted, level, engine, sandbox, restoreSeconds, startedAt, finishedAt, vigie } = proof;
  const cleaned = sandbox && `${sandbox.ended}; ${cleanup[sandbox.cleanup]}`;
  return [
    [fields.wanted, words.levels[wanted]],
    [fields.reached, level === null ? words.proofs.noLevel : words.levels[level]],
    [fields.engine, engine === null ? notSaid : given(engine)],
    ...(cleaned ? [[fields.sandbox, given(cleaned)] as const] : []),
    [fields.restored, restoreSeconds === null ? notMeasured : sayDuration(restoreSeconds, lang)],
    [fields.started, instant(startedAt, context)],
    [fields.finished, instant(finishedAt, context)],
    ...(vigie === undefined ? [] : [[fields.judgedBy, given(vigie)] as const]),
  ];
}
