import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { LANGS, renderBoards } from "./render-boards.ts";

const FOLDER = new URL("./json/", import.meta.url);

rmSync(FOLDER, { recursive: true, force: true });
for (const lang of LANGS) mkdirSync(new URL(`${lang}/`, FOLDER), { recursive: true });
for (const [path, text] of renderBoards()) writeFileSync(new URL(path, FOLDER), text);
