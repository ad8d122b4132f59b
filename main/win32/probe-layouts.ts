import type { Layout } from './layouts.ts';

/** Structures of the probe driver's port, native/wire/probe.h. Little-endian on x64 and ARM64 alike. */
export const PROBE_WIRE_VERSION = 1;
export const PROBE_COMMAND = { version: 1, drain: 2, statistics: 3, ask: 4 } as const;

export const PROBE_REQUEST = {
  size: 16,
  fields: { Version: [0, 'u32'], ByteLength: [4, 'u32'], Command: [8, 'u32'], Reserved: [12, 'u32'] },
} as const satisfies Layout;

/** PROBE_REQUEST's fields first, then the question. `Name` holds `NameUnits` UTF-16 units. */
export const PROBE_ASK = {
  size: 160,
  fields: {
    'Head.Version': [0, 'u32'],
    'Head.ByteLength': [4, 'u32'],
    'Head.Command': [8, 'u32'],
    'Head.Reserved': [12, 'u32'],
    FileHandle: [16, 'u64'],
    InFlags: [24, 'i32'],
    NameUnits: [28, 'u16'],
    Reserved: [30, 'u16'],
    Name: [32, 'utf16', 64],
  },
} as const satisfies Layout;

/** `Output` is FS_BPIO_OUTPUT. */
export const PROBE_ANSWER = {
  size: 368,
  fields: { Version: [0, 'u32'], ByteLength: [4, 'u32'], Status: [8, 'u32'], ReturnedBytes: [12, 'u32'] },
} as const satisfies Layout;
export const PROBE_ANSWER_OUTPUT_OFFSET = 16;

export const PROBE_VERSION = {
  size: 24,
  fields: {
    Version: [0, 'u32'],
    ByteLength: [4, 'u32'],
    DriverVersion: [8, 'u32'],
    Capabilities: [12, 'u32'],
    RingCapacityCount: [16, 'u32'],
    Reserved: [20, 'u32'],
  },
} as const satisfies Layout;

export const PROBE_STATISTICS = {
  size: 48,
  fields: {
    Version: [0, 'u32'],
    ByteLength: [4, 'u32'],
    ObservedCount: [8, 'u64'],
    DroppedCount: [16, 'u64'],
    DrainedCount: [24, 'u64'],
    AskedCount: [32, 'u64'],
    WaitingCount: [40, 'u32'],
    Reserved: [44, 'u32'],
  },
} as const satisfies Layout;

/** INSTANCE_FULL_INFORMATION, fltuserstructures.h: fixed part. Lengths are bytes, offsets count from the entry's start. */
export const INSTANCE_FULL_INFORMATION = {
  size: 20,
  fields: {
    NextEntryOffset: [0, 'u32'],
    InstanceNameLength: [4, 'u16'],
    InstanceNameBufferOffset: [6, 'u16'],
    AltitudeLength: [8, 'u16'],
    AltitudeBufferOffset: [10, 'u16'],
    VolumeNameLength: [12, 'u16'],
    VolumeNameBufferOffset: [14, 'u16'],
    FilterNameLength: [16, 'u16'],
    FilterNameBufferOffset: [18, 'u16'],
  },
} as const satisfies Layout;

/** TOKEN_PRIVILEGES with one privilege, winnt.h. */
export const TOKEN_PRIVILEGES = {
  size: 16,
  fields: { PrivilegeCount: [0, 'u32'] },
} as const satisfies Layout;
