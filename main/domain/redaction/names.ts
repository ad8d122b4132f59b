import type { RedactionCategory } from '../../contract/case-words.ts';

/** A name that is somebody's own, as it was first met. */
export interface FoundName {
  readonly category: RedactionCategory;
  readonly name: string;
}

const SID = /\bS-1-5-21(?:-\d{1,10}){3}|\bS-1-12-1(?:-\d{1,10}){4}/gi;
/** The instance in the name of a device interface: a serial number, or what Windows made of one. */
const DEVICE_INSTANCE = /#([^#\\\s"]{4,200})#\{[0-9a-f]{8}-/gi;
const SERIAL = /\bserial(?:[ _-]?(?:number|no\.?))?(?: is)?\s*[:=]?\s*"?([A-Za-z0-9][A-Za-z0-9_-]{3,63})/gi;
const PRINCIPAL = /(?<![\p{L}\p{N}._%+-])([\p{L}\p{N}][\p{L}\p{N}._%+-]*)@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/gu;
/** Cheap to look for: most texts have neither. */
const SERIAL_WORD = /serial/i;
const USERS_WORD = /users[\\/]/i;
const PROFILE = /(?<![\p{L}\p{N}])Users[\\/]([^\\/:*?"<>|\s\p{Cc}]+)/giu;

/** Names that stand in a text by their own form, wherever it is. */
export function* namesByForm(text: string): Generator<FoundName> {
  if (text.includes('S-1-') || text.includes('s-1-')) {
    for (const [sid] of text.matchAll(SID)) yield { category: 'sid', name: sid };
  }
  if (text.includes('#{')) {
    for (const [, name] of text.matchAll(DEVICE_INSTANCE)) if (name !== undefined) yield { category: 'serial', name };
  }
  if (SERIAL_WORD.test(text)) {
    for (const [, name] of text.matchAll(SERIAL)) if (name !== undefined && /\d/.test(name)) yield { category: 'serial', name };
  }
  if (text.includes('@')) {
    for (const [, name, domain] of text.matchAll(PRINCIPAL)) {
      if (name !== undefined) yield { category: 'user', name };
      if (domain !== undefined) yield { category: 'domain', name: domain };
    }
  }
  if (USERS_WORD.test(text)) {
    for (const [, name] of text.matchAll(PROFILE)) if (name !== undefined) yield { category: 'user', name };
  }
}

/** A machine's name, and where it is written out, the domain it is in. */
export function* namesOfMachine(name: string): Generator<FoundName> {
  if (/^[\d.]+$|^[0-9a-f:]+$/i.test(name)) {
    yield { category: 'machine', name };
    return;
  }
  const dot = name.indexOf('.');
  yield { category: 'machine', name: dot > 0 ? name.slice(0, dot) : name };
  if (dot > 0 && dot < name.length - 1) yield { category: 'domain', name: name.slice(dot + 1) };
}

/** `DOMAIN\user` of a user who is known: the domain. */
export function domainOf(text: string, isUser: (name: string) => boolean): string | null {
  const account = /(?<![\p{L}\p{N}\\/:._-])([\p{L}\p{N}][\p{L}\p{N}.-]{0,63})\\([^\\/:*?"<>|\s\p{Cc}]+)(?!\\)/u.exec(text);
  return account?.[1] !== undefined && account[2] !== undefined && isUser(account[2]) ? account[1] : null;
}
