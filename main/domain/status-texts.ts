import type { Failure } from '../contract/failure.ts';
import type { StatusTexts } from './system.ts';

/** A failure with the system's own words for its code, for those who read it. */
export function withText(failure: Failure, texts: StatusTexts): Failure {
  if (!('code' in failure) || failure.message !== undefined) return failure;
  const win32 = win32CodeOf(failure.kind, failure.code, texts);
  const message = win32 === null ? null : texts.textOf(win32);
  return message === null ? failure : { ...failure, message };
}

function win32CodeOf(kind: 'win32' | 'ntstatus' | 'hresult', code: number, texts: StatusTexts): number | null {
  switch (kind) {
    case 'win32':
      return code;
    case 'ntstatus':
      return texts.win32Of(code);
    case 'hresult':
      return code >>> 16 === 0x8007 ? code & 0xffff : code; // HRESULT_FROM_WIN32 keeps the Win32 code in its low half: winerror.h
  }
}
