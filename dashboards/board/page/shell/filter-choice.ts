import { after } from "../after.ts";
import { element } from "../element.ts";
import { given } from "../view.ts";
import type { ShellWords } from "./shell-words.ts";

const TYPING_MS = 200;

type Options = {
  readonly label: string;
  readonly words: ShellWords["filter"];
  /** Names that hold a text, and whether there are more. */
  readonly find: (search: string) => Promise<Found>;
  readonly onChange: (chosen: readonly string[]) => void;
  /** How a value reads, where people know it by another word. */
  readonly say?: (value: string) => string;
};

type Found = { readonly values: readonly string[]; readonly more: boolean };

/** A button that opens a list of names to tick, searched by the server. */
export function createFilterChoice(options: Options) {
  const { label, words, find, say = (value) => value } = options;
  const value = element("strong");
  const input = element("input", {
    type: "search",
    "aria-label": `${words.before(words.search)}${label}`,
    placeholder: words.search,
  });
  const list = element("ul", { role: "list" });
  const note = element("p", { class: "quiet", role: "status" });
  const summary = element("summary", {}, words.before(label), value);
  const box = element("div", { class: "choices" }, input, list, note);
  const root = element("details", { class: "choice" }, summary, box);
  let chosen: readonly string[] = [];
  let forget = () => {};

  function show(next: readonly string[]): void {
    chosen = next;
    const [first] = next;
    const text = next.length > 1 ? words.chosen(next.length) : words.all;
    value.replaceChildren(next.length === 1 && first !== undefined ? given(say(first)) : text);
    root.classList.toggle("chosen", next.length > 0);
  }

  async function fill(): Promise<void> {
    const search = input.value.trim();
    const found = await find(search).catch(() => null);
    if (!found || search !== input.value.trim()) return;
    const others = found.values.filter((name) => !chosen.includes(name));
    list.replaceChildren(...[...chosen, ...others].map(item));
    note.textContent = found.more ? words.more : list.children.length > 0 ? "" : words.nothing;
  }

  function item(name: string): HTMLElement {
    const tick = element("input", { type: "checkbox" });
    tick.checked = chosen.includes(name);
    tick.addEventListener("change", () => {
      show([...chosen.filter((one) => one !== name), ...(tick.checked ? [name] : [])]);
      options.onChange(chosen);
    });
    return element("li", {}, element("label", {}, tick, given(say(name))));
  }

  function close(): void {
    if (!root.open) return;
    root.open = false;
    summary.focus();
  }

  input.addEventListener("input", () => {
    forget();
    forget = after(TYPING_MS, () => void fill());
  });
  root.addEventListener("toggle", () => {
    if (!root.open) return;
    input.value = "";
    void fill();
    input.focus();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !root.contains(target)) root.open = false;
  });

  return { root, show };
}
