import { escapeHtml } from "../../wording/escape-html.ts";
import type { Notice } from "../../wording/notice.ts";
import type { Lang } from "../../wording/words.ts";

type Options = {
  readonly lang: Lang;
  readonly action: { readonly label: string; readonly url: string } | null;
};

const FONT = "font-family:system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const CELL = "padding:4px 16px 4px 0;vertical-align:top";

/**
 * A notice as a page that mail programs show: a table, styles in place, nothing that is fetched.
 * Colours are the reader's own, so that it reads in the dark as well.
 */
export function renderHtml({ title, text, lines, link }: Notice, { lang, action }: Options) {
  const rows = lines.map(({ label, text: value, url }) => {
    const shown = url === null ? escapeHtml(value) : anchor(url, value);
    const head = `<th scope="row" style="${CELL};text-align:left;font-weight:600">`;
    return `<tr>${head}${escapeHtml(label)}</th><td style="${CELL}">${shown}</td></tr>`;
  });
  const links = [action, link].filter((one) => one !== null);
  return [
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">`,
    `<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head>`,
    `<body style="${FONT};font-size:16px;line-height:1.45;margin:16px;max-width:44em">`,
    `<h1 style="font-size:20px;margin:0 0 12px">${escapeHtml(title)}</h1>`,
    text === "" ? "" : `<p style="margin:0 0 12px">${escapeHtml(text)}</p>`,
    rows.length === 0 ? "" : `<table style="border-collapse:collapse">${rows.join("")}</table>`,
    `<p style="margin:16px 0 0">${links.map(({ url, label }) => anchor(url, label)).join(" &middot; ")}</p>`,
    "</body></html>",
  ].join("\n");
}

function anchor(url: string, label: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
}
