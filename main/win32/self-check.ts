import type { Result } from '../contract/failure.ts';
import type { OPEN_FORMS } from '../contract/self-check.ts';
import { ok } from '../domain/result.ts';
import type { RawQuestions, RawTarget } from '../domain/self-check.ts';
import { bindAdvapi32 } from './advapi32.ts';
import { ACCESS, bindKernel32, type Kernel32, lastError, OPEN_FLAG, openExisting, SHARE } from './kernel32.ts';
import type { Libraries } from './library.ts';
import { askRaw } from './targets.ts';
import { bindEventLog } from './wevtapi.ts';

const FILE_READ_ATTRIBUTES = 0x80; // winnt.h
const LABEL_CHARS = 261;
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
  const advapi32 = bindAdvapi32(libraries, kernel32.value);
  if (!advapi32.ok) return advapi32;
  return ok({
    open: (path, form) => open(kernel32.value, path, form),
    volumeFlags: (root) => volumeFlags(kernel32.value, root),
    registryNumber: (key, value) => advapi32.value.registryNumber(key, value),
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

function volumeFlags(kernel32: Kernel32, root: string): Result<number> {
  const [label, fileSystem] = [Buffer.alloc(LABEL_CHARS * 2), Buffer.alloc(LABEL_CHARS * 2)];
  const [flags, unused] = [new Uint32Array(1), new Uint32Array(1)];
  const done = kernel32.GetVolumeInformationW(root, label, LABEL_CHARS, unused, unused, flags, fileSystem, LABEL_CHARS);
  return done === 0 ? lastError(kernel32, 'GetVolumeInformationW', root) : ok(flags[0] ?? 0);
}
