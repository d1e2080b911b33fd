import assert from "node:assert/strict";
import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";
import type { Content, Style, TableCell } from "pdfmake";
import { legible } from "./legible.ts";

/** More rows of one table are in the page and the data alone. */
const ROWS_MAX = 500;
/** A column whose texts are all shorter takes what it needs; the others share the rest. */
const SHORT_LENGTH_MAX = 16;

/** Longer than any word of ours: a hash, an address, somebody's name without a space. */
const LONG_WORD = /(\S{25,})/;

const BROKEN: Style = { wordBreak: "break-all" };

const GREY = "#55606e";
const LINE = "#d5dbe2";
const TONES: Readonly<Record<string, string>> = {
  good: "#1a7f45",
  bad: "#b3261e",
  unsure: "#8a5d00",
};
const HIDDEN = new Set(["head", "script", "style"]);
const MORE = {
  en: (count: number) => `${count} more rows stand in the page and in the data.`,
  fr: (count: number) => `${count} autres lignes figurent dans la page et dans les données.`,
};

type Lang = keyof typeof MORE;

/** What pdfmake draws of the report's own page, whose elements are all known here. */
export function toContent(page: string, lang: Lang): Content {
  return blocks(parseDocument(page).children, lang);
}

function blocks(nodes: readonly ChildNode[], lang: Lang): Content[] {
  return nodes.flatMap((node) => (isTag(node) ? block(node, lang) : []));
}

function block(element: Element, lang: Lang): Content[] {
  if (HIDDEN.has(element.name)) return [];
  switch (element.name) {
    case "h1":
      return [{ text: inline(element), fontSize: 18, bold: true, color: "#17324d" }];
    case "h2":
      return [heading(element, 12, 14)];
    case "h3":
      return [heading(element, 9.5, 8)];
    case "p":
      return [{ text: inline(element), margin: [0, 1.5, 0, 1.5], ...paragraph(element) }];
    case "ul":
      return [{ ul: elementsOf(element, "li").map((item) => ({ text: inline(item) })) }];
    case "dl":
      return [element.attribs["class"] === "tiles" ? tiles(element) : facts(element)];
    case "table":
      return table(element, lang);
    default:
      return blocks(element.children, lang);
  }
}

function heading(element: Element, fontSize: number, above: number): Content {
  const margin: [number, number, number, number] = [0, above, 0, 3];
  return {
    text: inline(element),
    fontSize,
    bold: true,
    color: "#17324d",
    margin,
    headlineLevel: 1,
  };
}

function paragraph(element: Element): Style {
  const [name = "", tone = ""] = classesOf(element);
  if (name === "headline")
    return { fontSize: 12, bold: true, margin: [0, 8, 0, 8], ...toneOf(tone) };
  if (name === "brand") return { bold: true, color: "#17324d", characterSpacing: 2 };
  return name === "note" ? { color: GREY, fontSize: 7.5 } : {};
}

function tiles(list: Element): Content {
  const cells = elementsOf(list, "div").map((tile): TableCell => {
    const [label, value] = [elementsOf(tile, "dt")[0], elementsOf(tile, "dd")[0]];
    assert(label && value, "a tile has a label and a value");
    return {
      stack: [
        { text: inline(value), fontSize: 13, bold: true, ...toneOf(tile.attribs["class"] ?? "") },
        { text: inline(label), fontSize: 7.5, color: GREY },
      ],
      margin: [4, 3, 4, 3],
    };
  });
  const widths = cells.map(() => "*" as const);
  return { table: { widths, body: [cells] }, layout: lines(), margin: [0, 4, 0, 4] };
}

function facts(list: Element): Content {
  const terms = elementsOf(list, "dt");
  const values = elementsOf(list, "dd");
  const body = terms.map((term, index): TableCell[] => {
    const value = values[index];
    assert(value, "a term has a value");
    return [{ text: inline(term), color: GREY }, { text: inline(value) }];
  });
  return { table: { widths: ["auto", "*"], body }, layout: "noBorders" };
}

function table(element: Element, lang: Lang): Content[] {
  const rows = elementsOf(element, "tr");
  const shown = rows.slice(0, ROWS_MAX + 1);
  const cells = shown.map((row) => row.children.filter(isTag));
  const widths = (cells[0] ?? []).map((_, at) =>
    cells.every((row) => textOf(row[at]).length <= SHORT_LENGTH_MAX) ? "auto" : "*",
  );
  const body = cells.map((row, number) => row.map((cell) => tableCell(cell, number === 0)));
  const more = rows.length - shown.length;
  return [
    {
      table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths, body },
      ...{ layout: lines(), fontSize: 7.5, margin: [0, 2, 0, 4] },
    },
    ...(more > 0 ? [{ text: MORE[lang](more), color: GREY }] : []),
  ];
}

function tableCell(element: Element, isHead: boolean): TableCell {
  const classes = classesOf(element);
  const alignment = classes.includes("number") ? "right" : "left";
  const head: Style = isHead ? { bold: true, color: GREY, fontSize: 7 } : {};
  const tones = classes.map(toneOf);
  return { text: inline(element), alignment, ...head, ...Object.assign({}, ...tones) };
}

function toneOf(name: string): Style {
  const color = TONES[name];
  return color === undefined ? {} : { color, bold: true };
}

/** Texts with their looks; what is small begins on a line of its own. */
function inline(element: Element, style: Style = {}): Content[] {
  return element.children.flatMap((node): Content[] => {
    if (isText(node)) return runs(legible(node.data), style);
    if (!isTag(node)) return [];
    switch (node.name) {
      case "small":
        return ["\n", ...inline(node, { ...style, color: GREY, fontSize: 6.5, bold: false })];
      case "code":
        return inline(node, { fontSize: 7, ...style });
      case "span":
        return inline(node, { ...style, ...toneOf(classesOf(node).at(-1) ?? "") });
      default:
        return inline(node, style);
    }
  });
}

/** A word that no column holds is broken where it has to be; others stay whole. */
function runs(text: string, style: Style): Content[] {
  return text
    .split(LONG_WORD)
    .filter((part) => part !== "")
    .map((part) =>
      LONG_WORD.test(part) ? { text: part, ...style, ...BROKEN } : { text: part, ...style },
    );
}

function classesOf({ attribs }: Element): readonly string[] {
  return (attribs["class"] ?? "").split(" ");
}

function elementsOf(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((node) => {
    if (!isTag(node)) return [];
    return node.name === name ? [node] : elementsOf(node, name);
  });
}

function textOf(node: ChildNode | undefined): string {
  if (!node) return "";
  if (isText(node)) return node.data;
  return isTag(node) ? node.children.map(textOf).join("") : "";
}

function lines() {
  return {
    hLineWidth: () => 0.5,
    vLineWidth: () => 0,
    hLineColor: () => LINE,
    paddingLeft: () => 2,
    paddingRight: () => 6,
  };
}
