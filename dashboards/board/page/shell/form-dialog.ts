import { element } from "../element.ts";
import { rememberFocus } from "../remember-focus.ts";
import type { Lang } from "../words.ts";
import { ApiError } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly is: "text" | "longText" | "number" | "choice";
  /** Of a choice, in their order. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly value?: string;
  readonly isRequired?: boolean;
  /** Characters at most; of a number, its greatest value. */
  readonly max?: number;
  readonly hint?: string;
};

type Form = {
  readonly lang: Lang;
  readonly title: string;
  /** What it does, before the fields. */
  readonly intro?: readonly (Node | string)[];
  readonly fields: readonly FormField[];
  readonly submit: string;
  /** Does it; an `ApiError` is shown, and what was written stays. */
  readonly run: (values: Readonly<Record<string, string>>) => Promise<void>;
};

const TEXT_LENGTH_MAX = 1_000;

/**
 * Asks for what an act needs in a dialog, and does it. Escape and "cancel" close it; focus returns
 * to where it was.
 */
export function openFormDialog({ lang, title, intro = [], fields, submit, run }: Form): void {
  const words = SHELL_WORDS[lang].form;
  const returnFocus = rememberFocus();
  const controls = fields.map((field) => ({ field, control: createControl(field) }));
  const problem = element("p", { class: "problem", role: "alert" });
  const send = element("button", { type: "submit", class: "primary" }, submit);
  const cancel = element("button", { type: "button" }, words.cancel);
  const form = element(
    "form",
    {},
    ...intro.map((part) => (typeof part === "string" ? element("p", {}, part) : part)),
    ...controls.map(({ field, control }) => labelled(field, control, words.required)),
    problem,
    element("div", { class: "acts" }, cancel, send),
  );
  const heading = element("h2", { id: "form-title" }, title);
  const dialog = element(
    "dialog",
    { class: "form-dialog", "aria-labelledby": "form-title" },
    element("header", {}, heading),
    element("div", {}, form),
  );
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    returnFocus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void act();
  });
  document.body.append(dialog);
  dialog.showModal();

  async function act(): Promise<void> {
    send.disabled = true;
    problem.textContent = words.working;
    try {
      const values = controls.map(({ field, control }) => [field.name, control.value.trim()]);
      await run(Object.fromEntries(values));
      dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.textContent = [error.message, error.hint ?? ""].join(". ");
    } finally {
      send.disabled = false;
    }
  }
}

function createControl(field: FormField) {
  const { name, is, value = "", isRequired = false, max = TEXT_LENGTH_MAX } = field;
  const attributes = { id: `field-${name}`, name, required: isRequired };
  if (is === "choice") {
    const options = (field.options ?? []).map((option) =>
      element("option", { value: option.value, selected: option.value === value }, option.label),
    );
    return element("select", attributes, ...options);
  }
  if (is === "longText") {
    const area = element("textarea", { ...attributes, rows: "4", maxlength: String(max) });
    area.value = value;
    return area;
  }
  const bound = is === "number" ? { min: "0", max: String(max) } : { maxlength: String(max) };
  return element("input", { ...attributes, ...bound, type: is, value });
}

function labelled(field: FormField, control: HTMLElement, required: string): HTMLElement {
  const { name, label, hint, isRequired } = field;
  const mark = isRequired ? element("small", {}, required) : null;
  if (hint) control.setAttribute("aria-describedby", `hint-${name}`);
  return element(
    "div",
    { class: "field" },
    element("label", { for: `field-${name}` }, label, " ", mark),
    control,
    hint ? element("small", { id: `hint-${name}` }, hint) : null,
  );
}
