import { expect, test } from "vitest";
import { chooseBackup } from "../../../app/own-backup/choose-backup.ts";
import { listBackups } from "../../../app/own-backup/list-backups.ts";
import { removeOldBackups } from "../../../app/own-backup/remove-old-backups.ts";
import { createMemoryObjects } from "./memory-objects.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-11-20T12:00:00Z");

const nameOn = (day: string) => `vigie-${day}T000000000Z-00000000`;

function createStore(finished: readonly string[], unfinished: readonly string[] = []) {
  const store = createMemoryObjects();
  for (const day of [...finished, ...unfinished])
    store.objects.set(`${nameOn(day)}/store/event_rows`, Buffer.from("rows"));
  for (const day of finished) store.objects.set(`${nameOn(day)}/manifest`, Buffer.from("all"));
  return store;
}

async function keep(store: ReturnType<typeof createStore>, good: string, days: number) {
  const options = { objects: store, good: nameOn(good), keepMs: days * DAY_MS, nowMs: NOW_MS };
  await removeOldBackups(options);
  return (await listBackups(store)).map(({ backup }) => backup);
}

test("removeOldBackups() removes what is older than it is to be kept, whole", async () => {
  const store = createStore(["20261101", "20261110", "20261120"]);
  expect(await keep(store, "20261120", 14)).toEqual([nameOn("20261110"), nameOn("20261120")]);
  expect([...store.objects.keys()].filter((name) => name.startsWith(nameOn("20261101")))).toEqual(
    [],
  );
});

test("removeOldBackups() never removes the last good one, however old", async () => {
  const store = createStore(["20260101", "20260102"]);
  expect(await keep(store, "20260102", 1)).toEqual([nameOn("20260102")]);
});

test("removeOldBackups() lets be what may still be made, and what is not a backup", async () => {
  const store = createStore(["20261119"], ["20261101", "20261120"]);
  store.objects.set("notes.txt", Buffer.from("mine"));
  expect(await keep(store, "20261119", 0)).toEqual([nameOn("20261119"), nameOn("20261120")]);
  expect(store.objects.has("notes.txt")).toBe(true);
});

test("removeOldBackups() leaves no backup that seems whole when it is cut short", async () => {
  const store = createStore(["20261101", "20261120"]);
  const cut = { ...store, remove: once(store.remove) };
  const options = { objects: cut, good: nameOn("20261120"), keepMs: DAY_MS, nowMs: NOW_MS };
  await expect(removeOldBackups(options)).rejects.toThrow("cut");
  const [first] = await listBackups(store);
  expect(first).toMatchObject({ backup: nameOn("20261101"), finished: false });
});

function once(remove: (name: string) => Promise<void>) {
  let calls = 0;
  return async (name: string) => {
    if (calls++ > 0) throw new Error("cut");
    await remove(name);
  };
}

test("chooseBackup() takes the newest that was finished, or the one that is named", async () => {
  const store = createStore(["20261101", "20261110"], ["20261120"]);
  expect(await chooseBackup(store)).toBe(nameOn("20261110"));
  expect(await chooseBackup(store, nameOn("20261101"))).toBe(nameOn("20261101"));
  await expect(chooseBackup(store, "nothing")).rejects.toThrow("No backup is called nothing");
  await expect(chooseBackup(createStore([]))).rejects.toThrow("no finished backup");
});
