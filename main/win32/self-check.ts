import type { Result } from '../contract/failure.ts';
import type { OPEN_FORMS } from '../contract/self-check.ts';
import { ok } from '../domain/result.ts';
import type { RawQuestions, RawTarget } from '../domain/self-check.ts';
import { ACCESS, bindKernel32, type Kernel32, OPEN_FLAG, openExisting, SHARE } from './kernel32.ts';
import type { Libraries } from './library.ts';
import { askRaw } from './targets.ts';
import { bindEventLog } from './wevtapi.ts';

const FILE_READ_ATTRIBUTES = 0x80; // winnt.h
const CHANNEL = 'System';
const EVENTS = "*[System[Provider[@Name='Microsoft-Windows-FilterManager']]]";

/** Access rights, share mode and flags of each form. */
const FORMS: Readonly<Record<(typeof OPEN_FORMS)[number], readonly [access: number, share: number, flags: number]>> = {
  nonCached: [ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.noBuffering],
  cached: [ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.none],
  attributesOnly: [FILE_READ_ATTRIBUTES, SHARE.readWriteDelete, OPEN_FLAG.backupSemantics],
  directory: [ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.backupSemantics],
  volumeDevice: [ACCESS.genericRead, SHARE.readWrite, OPEN_FLAG.none],
};

/** Fails when a library or an export is missing. */
export function rawQuestions(libraries: Libraries): Result<RawQuestions> {
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  return ok({
    open: (path, form) => open(kernel32.value, path, form),
    filterManagerEvents: (count) => {
      const log = bindEventLog(libraries);
      return log.ok ? log.value.read(CHANNEL, EVENTS, count) : log;
    },
  });
}

function open(kernel32: Kernel32, path: string, form: (typeof OPEN_FORMS)[number]): Result<RawTarget> {
  const [access, share, flags] = FORMS[form];
  const opened = openExisting(kernel32, path, access, share, flags);
  if (!opened.ok) return opened;
  const handle = opened.value;
  return ok({ ask: (operation) => askRaw(kernel32, handle, operation), [Symbol.dispose]: () => handle[Symbol.dispose]() });
}
