import type { Layout } from './layouts.ts';

/** Structures of event tracing, evntrace.h and evntcons.h, x64: the fields that are read or written here. */

/** EVENT_TRACE_PROPERTIES; the session's name follows it, where LoggerNameOffset says. */
export const EVENT_TRACE_PROPERTIES = {
  size: 120,
  fields: {
    'Wnode.BufferSize': [0, 'u32'],
    'Wnode.HistoricalContext': [8, 'u64'],
    'Wnode.ClientContext': [40, 'u32'],
    'Wnode.Flags': [44, 'u32'],
    BufferSize: [48, 'u32'],
    MinimumBuffers: [52, 'u32'],
    MaximumBuffers: [56, 'u32'],
    LogFileMode: [64, 'u32'],
    FlushTimer: [68, 'u32'],
    NumberOfBuffers: [80, 'u32'],
    EventsLost: [88, 'u32'],
    BuffersWritten: [92, 'u32'],
    LogBuffersLost: [96, 'u32'],
    RealTimeBuffersLost: [100, 'u32'],
    LogFileNameOffset: [112, 'u32'],
    LoggerNameOffset: [116, 'u32'],
  },
} as const satisfies Layout;

/** EVENT_TRACE_LOGFILEW. */
export const EVENT_TRACE_LOGFILEW = {
  size: 448,
  fields: {
    LoggerName: [8, 'u64'],
    ProcessTraceMode: [28, 'u32'],
    BufferCallback: [400, 'u64'],
    EventRecordCallback: [424, 'u64'],
  },
} as const satisfies Layout;

/** ENABLE_TRACE_PARAMETERS, version 2. */
export const ENABLE_TRACE_PARAMETERS = {
  size: 48,
  fields: { Version: [0, 'u32'], EnableFilterDesc: [32, 'u64'], FilterDescCount: [40, 'u32'] },
} as const satisfies Layout;

/** EVENT_FILTER_DESCRIPTOR. */
export const EVENT_FILTER_DESCRIPTOR = {
  size: 16,
  fields: { Ptr: [0, 'u64'], Size: [8, 'u32'], Type: [12, 'u32'] },
} as const satisfies Layout;

/** EVENT_RECORD with the parts of EVENT_HEADER inside it. */
export const EVENT_RECORD = {
  size: 112,
  fields: {
    'EventHeader.ThreadId': [8, 'u32'],
    'EventHeader.ProcessId': [12, 'u32'],
    'EventHeader.TimeStamp': [16, 'i64'],
    'EventHeader.EventDescriptor.Id': [40, 'u16'],
    'EventHeader.EventDescriptor.Version': [42, 'u8'],
    'EventHeader.EventDescriptor.Level': [44, 'u8'],
    UserDataLength: [86, 'u16'],
    UserData: [96, 'u64'],
  },
} as const satisfies Layout;
