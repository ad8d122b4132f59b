/* Event tracing as a controller and a consumer see it: sessions, the records they deliver, TDH's description of an event.
 *
 * Source: evntrace.h, evntcons.h, evntprov.h and tdh.h of the Windows SDK; sizes and offsets as the x64 compiler lays them out.
 * EVENT_FILTER_EVENT_ID is transcribed from its documentation page. ULONG is 32 bits. */
#pragma once

#include "win32.h"

typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
WIRE_ASSERT_SIZE(GUID, 16);

/* Microsoft-Windows-FilterManager {f3c5e28e-63f6-49c7-a204-e48a1bc4b09d} */
#define FILTER_MANAGER_GUID \
    {0xF3C5E28Eu, 0x63F6, 0x49C7, {0xA2, 0x04, 0xE4, 0x8A, 0x1B, 0xC4, 0xB0, 0x9D}}

#define EVENT_TRACE_REAL_TIME_MODE 0x00000100u
#define EVENT_TRACE_NO_PER_PROCESSOR_BUFFERING 0x10000000u
#define PROCESS_TRACE_MODE_REAL_TIME 0x00000100u
#define PROCESS_TRACE_MODE_RAW_TIMESTAMP 0x00001000u
#define PROCESS_TRACE_MODE_EVENT_RECORD 0x10000000u
enum { EVENT_TRACE_CONTROL_QUERY = 0, EVENT_TRACE_CONTROL_STOP = 1, EVENT_TRACE_CONTROL_UPDATE = 2, EVENT_TRACE_CONTROL_FLUSH = 3 };
enum { EVENT_CONTROL_CODE_DISABLE_PROVIDER = 0, EVENT_CONTROL_CODE_ENABLE_PROVIDER = 1, EVENT_CONTROL_CODE_CAPTURE_STATE = 2 };
#define WNODE_FLAG_TRACED_GUID 0x00020000u
enum { WNODE_CLOCK_QPC = 1, WNODE_CLOCK_SYSTEM_TIME = 2 }; /* Wnode.ClientContext */
#define ENABLE_TRACE_PARAMETERS_VERSION_2 2u
#define EVENT_FILTER_TYPE_EVENT_ID 0x80000200u
#define MAX_EVENT_FILTER_EVENT_ID_COUNT 64u
enum { TRACE_LEVEL_WARNING = 3, TRACE_LEVEL_INFORMATION = 4 };
#define EVENT_HEADER_FLAG_64_BIT_HEADER 0x0040u
#define INVALID_PROCESSTRACE_HANDLE UINT64_MAX

typedef struct _WNODE_HEADER {
    uint32_t BufferSize; /* bytes of the whole allocation */
    uint32_t ProviderId;
    uint64_t HistoricalContext; /* the session's handle on return */
    int64_t TimeStamp;
    GUID Guid;
    uint32_t ClientContext;
    uint32_t Flags;
} WNODE_HEADER;
WIRE_ASSERT_SIZE(WNODE_HEADER, 48);

typedef struct _EVENT_TRACE_PROPERTIES {
    WNODE_HEADER Wnode;
    uint32_t BufferSize; /* KB */
    uint32_t MinimumBuffers;
    uint32_t MaximumBuffers;
    uint32_t MaximumFileSize;
    uint32_t LogFileMode;
    uint32_t FlushTimer; /* seconds */
    uint32_t EnableFlags;
    int32_t AgeLimit;
    uint32_t NumberOfBuffers;
    uint32_t FreeBuffers;
    uint32_t EventsLost;
    uint32_t BuffersWritten;
    uint32_t LogBuffersLost;
    uint32_t RealTimeBuffersLost;
    HANDLE LoggerThreadId;
    uint32_t LogFileNameOffset;
    uint32_t LoggerNameOffset;
} EVENT_TRACE_PROPERTIES;
WIRE_ASSERT_SIZE(EVENT_TRACE_PROPERTIES, 120);
WIRE_ASSERT_OFFSET(EVENT_TRACE_PROPERTIES, LogFileMode, 64);
WIRE_ASSERT_OFFSET(EVENT_TRACE_PROPERTIES, EventsLost, 88);
WIRE_ASSERT_OFFSET(EVENT_TRACE_PROPERTIES, RealTimeBuffersLost, 100);
WIRE_ASSERT_OFFSET(EVENT_TRACE_PROPERTIES, LoggerThreadId, 104);
WIRE_ASSERT_OFFSET(EVENT_TRACE_PROPERTIES, LoggerNameOffset, 116);

typedef struct _TRACE_LOGFILE_HEADER {
    uint32_t BufferSize;
    uint32_t Version;
    uint32_t ProviderVersion;
    uint32_t NumberOfProcessors;
    int64_t EndTime;
    uint32_t TimerResolution;
    uint32_t MaximumFileSize;
    uint32_t LogFileMode;
    uint32_t BuffersWritten;
    uint32_t StartBuffers;
    uint32_t PointerSize;
    uint32_t EventsLost;
    uint32_t CpuSpeedInMHz;
    char16_t *LoggerName;
    char16_t *LogFileName;
    uint8_t TimeZone[172]; /* TIME_ZONE_INFORMATION */
    uint32_t Padding;
    int64_t BootTime;
    int64_t PerfFreq;
    int64_t StartTime;
    uint32_t ReservedFlags; /* clock type */
    uint32_t BuffersLost;
} TRACE_LOGFILE_HEADER;
WIRE_ASSERT_SIZE(TRACE_LOGFILE_HEADER, 280);
WIRE_ASSERT_OFFSET(TRACE_LOGFILE_HEADER, TimeZone, 72);
WIRE_ASSERT_OFFSET(TRACE_LOGFILE_HEADER, BootTime, 248);
WIRE_ASSERT_OFFSET(TRACE_LOGFILE_HEADER, BuffersLost, 276);

typedef struct _EVENT_DESCRIPTOR {
    uint16_t Id;
    uint8_t Version;
    uint8_t Channel;
    uint8_t Level;
    uint8_t Opcode;
    uint16_t Task;
    uint64_t Keyword;
} EVENT_DESCRIPTOR;
WIRE_ASSERT_SIZE(EVENT_DESCRIPTOR, 16);

typedef struct _EVENT_HEADER {
    uint16_t Size;
    uint16_t HeaderType;
    uint16_t Flags;
    uint16_t EventProperty;
    uint32_t ThreadId;
    uint32_t ProcessId;
    int64_t TimeStamp;
    GUID ProviderId;
    EVENT_DESCRIPTOR EventDescriptor;
    uint64_t ProcessorTime;
    GUID ActivityId;
} EVENT_HEADER;
WIRE_ASSERT_SIZE(EVENT_HEADER, 80);
WIRE_ASSERT_OFFSET(EVENT_HEADER, ProviderId, 24);
WIRE_ASSERT_OFFSET(EVENT_HEADER, EventDescriptor, 40);

typedef struct _ETW_BUFFER_CONTEXT {
    uint8_t ProcessorNumber;
    uint8_t Alignment;
    uint16_t LoggerId;
} ETW_BUFFER_CONTEXT;

typedef struct _EVENT_RECORD {
    EVENT_HEADER EventHeader;
    ETW_BUFFER_CONTEXT BufferContext;
    uint16_t ExtendedDataCount;
    uint16_t UserDataLength;
    void *ExtendedData;
    void *UserData;
    void *UserContext;
} EVENT_RECORD;
WIRE_ASSERT_SIZE(EVENT_RECORD, 112);
WIRE_ASSERT_OFFSET(EVENT_RECORD, UserDataLength, 86);
WIRE_ASSERT_OFFSET(EVENT_RECORD, UserData, 96);
WIRE_ASSERT_OFFSET(EVENT_RECORD, UserContext, 104);

typedef struct _EVENT_TRACE_LOGFILEW EVENT_TRACE_LOGFILEW;
typedef void (*PEVENT_RECORD_CALLBACK)(EVENT_RECORD *record);
typedef uint32_t (*PEVENT_TRACE_BUFFER_CALLBACKW)(EVENT_TRACE_LOGFILEW *logfile);

struct _EVENT_TRACE_LOGFILEW {
    const char16_t *LogFileName;
    const char16_t *LoggerName;
    int64_t CurrentTime;
    uint32_t BuffersRead;
    uint32_t ProcessTraceMode; /* union with LogFileMode */
    uint8_t CurrentEvent[88];  /* EVENT_TRACE */
    TRACE_LOGFILE_HEADER LogfileHeader;
    PEVENT_TRACE_BUFFER_CALLBACKW BufferCallback;
    uint32_t BufferSize;
    uint32_t Filled;
    uint32_t EventsLost;
    PEVENT_RECORD_CALLBACK EventRecordCallback; /* union with EventCallback */
    uint32_t IsKernelTrace;
    void *Context;
};
WIRE_ASSERT_SIZE(EVENT_TRACE_LOGFILEW, 448);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, ProcessTraceMode, 28);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, LogfileHeader, 120);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, BufferCallback, 400);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, EventsLost, 416);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, EventRecordCallback, 424);
WIRE_ASSERT_OFFSET(EVENT_TRACE_LOGFILEW, Context, 440);

typedef struct _EVENT_FILTER_DESCRIPTOR {
    uint64_t Ptr;
    uint32_t Size;
    uint32_t Type;
} EVENT_FILTER_DESCRIPTOR;
WIRE_ASSERT_SIZE(EVENT_FILTER_DESCRIPTOR, 16);

typedef struct _ENABLE_TRACE_PARAMETERS {
    uint32_t Version;
    uint32_t EnableProperty;
    uint32_t ControlFlags;
    GUID SourceId;
    EVENT_FILTER_DESCRIPTOR *EnableFilterDesc;
    uint32_t FilterDescCount;
} ENABLE_TRACE_PARAMETERS;
WIRE_ASSERT_SIZE(ENABLE_TRACE_PARAMETERS, 48);
WIRE_ASSERT_OFFSET(ENABLE_TRACE_PARAMETERS, EnableFilterDesc, 32);
WIRE_ASSERT_OFFSET(ENABLE_TRACE_PARAMETERS, FilterDescCount, 40);

typedef struct _EVENT_FILTER_EVENT_ID {
    uint8_t FilterIn; /* 1: only these ids */
    uint8_t Reserved;
    uint16_t Count;
    uint16_t Events[1];
} EVENT_FILTER_EVENT_ID;
WIRE_ASSERT_OFFSET(EVENT_FILTER_EVENT_ID, Events, 4);

/* tdh.h */
enum {
    TDH_INTYPE_UNICODESTRING = 1,
    TDH_INTYPE_ANSISTRING = 2,
    TDH_INTYPE_UINT16 = 6,
    TDH_INTYPE_UINT32 = 8,
    TDH_INTYPE_FILETIME = 17,
    TDH_INTYPE_HEXINT32 = 20,
};
enum { PropertyParamLength = 0x2 };

typedef struct _EVENT_PROPERTY_INFO {
    uint32_t Flags;
    uint32_t NameOffset; /* from the start of TRACE_EVENT_INFO */
    uint16_t InType;
    uint16_t OutType;
    uint32_t MapNameOffset;
    uint16_t count;
    uint16_t length; /* with PropertyParamLength: the index of the property that holds it */
    uint32_t Reserved;
} EVENT_PROPERTY_INFO;
WIRE_ASSERT_SIZE(EVENT_PROPERTY_INFO, 24);

typedef struct _TRACE_EVENT_INFO {
    GUID ProviderGuid;
    GUID EventGuid;
    EVENT_DESCRIPTOR EventDescriptor;
    uint32_t DecodingSource;
    uint32_t ProviderNameOffset;
    uint32_t LevelNameOffset;
    uint32_t ChannelNameOffset;
    uint32_t KeywordsNameOffset;
    uint32_t TaskNameOffset;
    uint32_t OpcodeNameOffset;
    uint32_t EventMessageOffset;
    uint32_t ProviderMessageOffset;
    uint32_t BinaryXMLOffset;
    uint32_t BinaryXMLSize;
    uint32_t EventNameOffset;
    uint32_t EventAttributesOffset;
    uint32_t PropertyCount;
    uint32_t TopLevelPropertyCount;
    uint32_t Flags;
    EVENT_PROPERTY_INFO EventPropertyInfoArray[1];
} TRACE_EVENT_INFO;
WIRE_ASSERT_SIZE(TRACE_EVENT_INFO, 136);
WIRE_ASSERT_OFFSET(TRACE_EVENT_INFO, PropertyCount, 100);
WIRE_ASSERT_OFFSET(TRACE_EVENT_INFO, EventPropertyInfoArray, 112);

/* winevt.h */
#define EvtQueryChannelPath 0x1u
#define EvtQueryReverseDirection 0x200u
#define EvtRenderEventXml 1u

/* Win32 codes of tracing and of the event log, beyond those of status.h. Source: winerror.h. */
enum {
    ERROR_BAD_LENGTH = 24,
    ERROR_BAD_PATHNAME = 161,
    ERROR_NO_SYSTEM_RESOURCES = 1450,
    ERROR_WMI_INSTANCE_NOT_FOUND = 4201,
    ERROR_CTX_CLOSE_PENDING = 7007,
};
