import type { Layout } from './layouts.ts';

/** SHELLEXECUTEINFOW, shellapi.h. Texts and handles are addresses. */
export const SHELLEXECUTEINFOW = {
  size: 112,
  fields: {
    cbSize: [0, 'u32'],
    fMask: [4, 'u32'],
    hwnd: [8, 'u64'],
    lpVerb: [16, 'u64'],
    lpFile: [24, 'u64'],
    lpParameters: [32, 'u64'],
    nShow: [48, 'i32'],
    hProcess: [104, 'u64'],
  },
} as const satisfies Layout;

/** OVERLAPPED, minwinbase.h; the system writes to it until the operation is over. */
export const OVERLAPPED = { size: 32, fields: { hEvent: [24, 'u64'] } } as const satisfies Layout;

/** SECURITY_ATTRIBUTES, minwinbase.h. */
export const SECURITY_ATTRIBUTES = {
  size: 24,
  fields: { nLength: [0, 'u32'], lpSecurityDescriptor: [8, 'u64'], bInheritHandle: [16, 'i32'] },
} as const satisfies Layout;

/** TOKEN_USER, winnt.h: the fixed part; the SID it points to lies behind it. */
export const TOKEN_USER = { size: 16, fields: { Sid: [0, 'u64'] } } as const satisfies Layout;
