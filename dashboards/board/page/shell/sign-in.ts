import { element } from "../element.ts";
import type { Lang } from "../words.ts";
import type { ApiClient } from "./api-client.ts";
import { ApiError } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

const UNAUTHORIZED = 401;

/**
 * A form for the token that begins a session. A password field with a name beside it, so that
 * password managers keep it.
 */
export function createSignIn(lang: Lang, client: ApiClient, onSignedIn: () => void): HTMLElement {
  const words = SHELL_WORDS[lang].session;
  const token = element("input", {
    id: "token",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: "256",
  });
  const user = element("input", {
    name: "username",
    value: "Vigie",
    autocomplete: "username",
    hidden: true,
    tabindex: "-1",
    "aria-hidden": "true",
  });
  const problem = element("p", { class: "problem", role: "alert" });
  const submit = element("button", { type: "submit", class: "primary" }, words.signIn);
  const form = element(
    "form",
    { class: "sign-in" },
    element("h1", { id: "sign-in-title", tabindex: "-1" }, words.title),
    element("p", { class: "quiet" }, words.intro),
    element("label", { for: "token" }, words.token),
    ...[user, token, problem, submit],
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void signIn();
  });

  async function signIn(): Promise<void> {
    submit.disabled = true;
    try {
      await client.change("POST", "/api/v1/session", { token: token.value.trim() });
      onSignedIn();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const isWrong = error.status === UNAUTHORIZED;
      problem.textContent = isWrong ? words.wrong : [error.message, error.hint].join(" ").trim();
      submit.disabled = false;
      token.select();
    }
  }

  return form;
}

type Opening = {
  readonly lang: Lang;
  readonly client: ApiClient;
  readonly onSignedIn: () => void;
  readonly onDeclined: () => void;
};

/** The same form over a page that stays as it is, with what is half-written and open on it. */
export function openSignIn({ lang, client, onSignedIn, onDeclined }: Opening): void {
  const form = createSignIn(lang, client, () => {
    dialog.close();
    onSignedIn();
  });
  const dialog = element("dialog", { "aria-labelledby": "sign-in-title" }, form);
  dialog.addEventListener("cancel", onDeclined);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector<HTMLElement>("#token")?.focus();
}
