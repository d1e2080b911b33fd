import { after } from "../after.ts";
import { createFormats } from "../create-formats.ts";
import { element } from "../element.ts";
import type { Lang } from "../words.ts";
import { createApiClient } from "./api-client.ts";
import { createBoardHeader } from "./board-header.ts";
import { type BoardSession, isSamePerson } from "./board-session.ts";
import { createBoardShell } from "./board-shell.ts";
import { ApiError } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";
import { createSignIn, openSignIn } from "./sign-in.ts";

const RETRY_MS = 3_000;
const SESSION = "/api/v1/session";

const page = document.documentElement;
const lang: Lang = page.lang === "fr" ? "fr" : "en";
const zone = page.dataset["zone"] ?? "UTC";
const words = SHELL_WORDS[lang];
const client = createApiClient({
  ...{ lang, unreachable: words.unreachable, onSignedOut: askToken, renewSession },
});
/** Of who looks, once that is known. */
let board: { readonly session: BoardSession; readonly refresh: () => void } | null = null;
let isDeclined = false;

void start();

async function start(): Promise<void> {
  try {
    const session = await client.get<BoardSession>(SESSION);
    client.guardBy(session.csrf);
    const { refresh } = createBoardShell({
      ...{ lang, zone, me: session, client, formats: createFormats(lang, zone) },
      at: page.dataset["at"] ?? "",
      onSignIn: askToken,
      onSignOut: () => void signOut(),
      onLost: lookForSession,
    });
    board = { session, refresh };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!document.querySelector(".sign-in")) retry(error);
  }
}

/** Nobody is known, or somebody wants to be; what is on the page waits as it is. */
function askToken(): void {
  if (document.querySelector(".sign-in")) return;
  if (board) openSignIn({ lang, client, onSignedIn: () => void goOn(), onDeclined });
  else askAlone();
}

function askAlone(): void {
  const form = createSignIn(lang, client, () => location.reload());
  document.title = words.session.title;
  showAlone(form);
  form.querySelector<HTMLElement>("#token")?.focus();
}

/** Who closes the form to read on isn't asked again until they ask for something. */
function onDeclined(): void {
  isDeclined = true;
}

/** Vigie may be lost as the session is over, which its stream doesn't say. */
function lookForSession(): void {
  if (!isDeclined) void renewSession();
}

/** As who it was, on the same page; what another may see and do is another page. */
async function goOn(): Promise<void> {
  isDeclined = false;
  if (!(await renewSession())) return location.reload();
  board?.refresh();
}

/**
 * Guards changes anew; false where somebody else is signed in by now, who doesn't send what another
 * began.
 */
async function renewSession(): Promise<boolean> {
  const session = await readSession();
  if (!session || !board) return true;
  if (!isSamePerson(session, board.session)) return false;
  client.guardBy(session.csrf);
  return true;
}

/** Null where that cannot be told now. */
async function readSession(): Promise<BoardSession | null> {
  try {
    return await client.get<BoardSession>(SESSION);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return null;
  }
}

async function signOut(): Promise<void> {
  await client.change("DELETE", SESSION).catch(() => null);
  location.reload();
}

function retry({ message, hint }: ApiError): void {
  showAlone(element("p", { class: "empty", role: "alert" }, [message, hint ?? ""].join(" ")));
  after(RETRY_MS, () => void start());
}

/** A page without views, as nobody has signed in. */
function showAlone(content: HTMLElement): void {
  const header = createBoardHeader({
    ...{ lang, views: [], live: null, me: null },
    ...{ onSkip: () => content.focus(), onSignIn: askToken, onSignOut: () => void signOut() },
  });
  document.body.replaceChildren(header.root, element("main", {}, content));
}
