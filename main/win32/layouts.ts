/**
 * Structures as data: size and field offsets in bytes, for x64 and ARM64 alike (natural alignment, little-endian), under their C names.
 * A member of a union's arm carries the arm's name (`MiniFilter.FrameID`). Compared in a test with what a C compiler says of the headers
 * in native/wire.
 */
export type FieldType = 'u8' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64';
type Field = readonly [offset: number, type: FieldType] | readonly [offset: number, type: 'utf16', chars: number];
export interface Layout {
  readonly size: number;
  readonly fields: Readonly<Record<string, Field>>;
}

/** FS_BPIO_INPUT, ntifs.h. */
export const FS_BPIO_INPUT = {
  size: 24,
  fields: { Operation: [0, 'i32'], InFlags: [4, 'i32'], Reserved1: [8, 'u64'], Reserved2: [16, 'u64'] },
} as const satisfies Layout;

/** FS_BPIO_OUTPUT, ntifs.h; the two arms of its union share the offsets from 24. Lengths are characters. */
export const FS_BPIO_OUTPUT = {
  size: 352,
  fields: {
    Operation: [0, 'i32'],
    OutFlags: [4, 'u32'],
    Reserved1: [8, 'u64'],
    Reserved2: [16, 'u64'],
    'Query.OpStatus': [24, 'u32'],
    'Query.FailingDriverNameLen': [28, 'u16'],
    'Query.FailingDriverName': [30, 'utf16', 32],
    'Query.FailureReasonLen': [94, 'u16'],
    'Query.FailureReason': [96, 'utf16', 128],
    'GetInfo.ActiveBypassIoCount': [24, 'u32'],
    'GetInfo.StorageDriverNameLen': [28, 'u16'],
    'GetInfo.StorageDriverName': [30, 'utf16', 32],
  },
} as const satisfies Layout;

/** INSTANCE_AGGREGATE_STANDARD_INFORMATION, fltuserstructures.h: fixed part. Lengths are bytes, offsets count from the entry's start. */
export const INSTANCE_AGGREGATE_STANDARD_INFORMATION = {
  size: 40,
  fields: {
    NextEntryOffset: [0, 'u32'],
    Flags: [4, 'u32'],
    'MiniFilter.InstanceNameLength': [20, 'u16'],
    'MiniFilter.InstanceNameBufferOffset': [22, 'u16'],
    'MiniFilter.AltitudeLength': [24, 'u16'],
    'MiniFilter.AltitudeBufferOffset': [26, 'u16'],
    'MiniFilter.FilterNameLength': [32, 'u16'],
    'MiniFilter.FilterNameBufferOffset': [34, 'u16'],
    'MiniFilter.SupportedFeatures': [36, 'u32'],
    'LegacyFilter.AltitudeLength': [12, 'u16'],
    'LegacyFilter.AltitudeBufferOffset': [14, 'u16'],
    'LegacyFilter.FilterNameLength': [20, 'u16'],
    'LegacyFilter.FilterNameBufferOffset': [22, 'u16'],
    'LegacyFilter.SupportedFeatures': [24, 'u32'],
  },
} as const satisfies Layout;

/** STORAGE_PROPERTY_QUERY, winioctl.h. */
export const STORAGE_PROPERTY_QUERY = { size: 12, fields: { PropertyId: [0, 'u32'], QueryType: [4, 'u32'] } } as const satisfies Layout;

/** STORAGE_DEVICE_DESCRIPTOR, winioctl.h: the part before RawDeviceProperties, padded. */
export const STORAGE_DEVICE_DESCRIPTOR = {
  size: 40,
  fields: { Version: [0, 'u32'], Size: [4, 'u32'], BusType: [28, 'u32'] },
} as const satisfies Layout;

/** WOF_EXTERNAL_INFO, ntifs.h. */
export const WOF_EXTERNAL_INFO = { size: 8, fields: { Version: [0, 'u32'], Provider: [4, 'u32'] } } as const satisfies Layout;

/** FILE_ATTRIBUTE_TAG_INFO, winbase.h. */
export const FILE_ATTRIBUTE_TAG_INFO = {
  size: 8,
  fields: { FileAttributes: [0, 'u32'], ReparseTag: [4, 'u32'] },
} as const satisfies Layout;

/** WIN32_FIND_DATAW, minwinbase.h. */
export const WIN32_FIND_DATAW = {
  size: 592,
  fields: {
    dwFileAttributes: [0, 'u32'],
    nFileSizeHigh: [28, 'u32'],
    nFileSizeLow: [32, 'u32'],
    dwReserved0: [36, 'u32'],
    cFileName: [44, 'utf16', 260],
  },
} as const satisfies Layout;

/** OSVERSIONINFOEXW (RTL_OSVERSIONINFOEXW), winnt.h. */
export const OSVERSIONINFOEXW = {
  size: 284,
  fields: {
    dwOSVersionInfoSize: [0, 'u32'],
    dwMajorVersion: [4, 'u32'],
    dwMinorVersion: [8, 'u32'],
    dwBuildNumber: [12, 'u32'],
    wProductType: [282, 'u8'],
  },
} as const satisfies Layout;

/** VS_FIXEDFILEINFO, verrsrc.h. */
export const VS_FIXEDFILEINFO = {
  size: 52,
  fields: { dwSignature: [0, 'u32'], dwFileVersionMS: [8, 'u32'], dwFileVersionLS: [12, 'u32'] },
} as const satisfies Layout;

/** TOKEN_ELEVATION, winnt.h. */
export const TOKEN_ELEVATION = { size: 4, fields: { TokenIsElevated: [0, 'u32'] } } as const satisfies Layout;
