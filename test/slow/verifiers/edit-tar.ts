import { peekHeader } from "../../../verifiers/formats/tar/read-header.ts";
import { makeTar } from "../../verifiers/make-tar.ts";

const BLOCK_BYTES = 512;
const END_BYTES = 2 * BLOCK_BYTES;
const [TYPE_AT, LINK_AT, CHECKSUM_AT] = [156, 157, 148];
const LINK = "2";

type Member = { readonly name: string; readonly bytes: Buffer; readonly at: number };

/** The archive with members behind its own: files, or links that point to `link`. */
export function addMembers(
  tar: Buffer,
  members: Readonly<Record<string, string | { readonly link: string }>>,
): Buffer {
  const added = Object.entries(members).map(([name, content]) =>
    typeof content === "string" ? pack(name, Buffer.from(content)) : packLink(name, content.link),
  );
  return Buffer.concat([tar.subarray(0, endOf(tar)), ...added, Buffer.alloc(END_BYTES)]);
}

/** The archive with another content of the one member of this name. */
export function editMember(tar: Buffer, name: RegExp, edit: (bytes: Buffer) => Buffer): Buffer {
  const { at, bytes, name: found } = find(tar, name);
  return Buffer.concat([
    tar.subarray(0, at),
    pack(found, edit(bytes)),
    tar.subarray(after(at, bytes)),
  ]);
}

export function dropMember(tar: Buffer, name: RegExp): Buffer {
  const { at, bytes } = find(tar, name);
  return Buffer.concat([tar.subarray(0, at), tar.subarray(after(at, bytes))]);
}

function find(tar: Buffer, name: RegExp): Member {
  const member = listMembers(tar).find((one) => name.test(one.name));
  if (!member) throw new Error(`no member ${name}`);
  return member;
}

function listMembers(tar: Buffer): readonly Member[] {
  const members: Member[] = [];
  for (let at = 0; ; ) {
    const header = peekHeader(tar.subarray(at, at + BLOCK_BYTES));
    if (!header) return members;
    const from = at + BLOCK_BYTES;
    const bytes = tar.subarray(from, from + header.sizeBytes);
    members.push({ name: header.name.replace(/^\.\//, ""), bytes, at });
    at = after(at, bytes);
  }
}

function endOf(tar: Buffer): number {
  const last = listMembers(tar).at(-1);
  return last ? after(last.at, last.bytes) : 0;
}

function after(at: number, { length }: Buffer): number {
  return at + BLOCK_BYTES + length + (-length & (BLOCK_BYTES - 1));
}

function pack(name: string, bytes: Uint8Array): Buffer {
  return Buffer.from(makeTar({ [name]: bytes })).subarray(0, -END_BYTES);
}

function packLink(name: string, target: string): Buffer {
  const header = pack(name, Buffer.alloc(0));
  header.write(LINK, TYPE_AT);
  header.write(target, LINK_AT);
  header.fill(" ", CHECKSUM_AT, CHECKSUM_AT + 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM_AT);
  return header;
}
