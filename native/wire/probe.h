/* Requests to the probe driver and its answers, as they cross its communication port. Shared by the driver, the simulator and
 * (through print-layouts) TypeScript.
 *
 * Every structure starts with its version and its length in bytes. Fields have fixed widths, padding is written out, texts are
 * UTF-16 units with a count before them and no NUL. A receiver takes nothing but the version it was built for: the driver and
 * its client ship together, so an unknown version means that one of them is another release. */
#pragma once

#include "assert.h"

#define PROBE_WIRE_VERSION 1u
#define PROBE_DRIVER_VERSION 0x00010000u /* major << 16 | minor */

/* The filter's service, and the port in the object manager's root. */
#define PROBE_FILTER_NAME "bpioprobe"
#define PROBE_PORT_NAME "\\BypassIoProbe"

/* Instances whose name starts with this ask and do not observe; they go when the client does. */
#define PROBE_ASK_PREFIX "Ask "
enum { PROBE_ASK_PREFIX_UNITS = 4 };

enum {
    PROBE_NAME_UNITS = 64,  /* of an instance that asks */
    PROBE_PATH_UNITS = 260, /* longer paths are cut and marked */
    PROBE_DRIVER_UNITS = 32,
    PROBE_REASON_UNITS = 128,
    PROBE_PROCESS_UNITS = 32,
    PROBE_ANSWER_BYTES = 352, /* FS_BPIO_OUTPUT */
};

/* PROBE_REQUEST.Command */
enum {
    PROBE_COMMAND_VERSION = 1,    /* PROBE_REQUEST -> PROBE_VERSION */
    PROBE_COMMAND_DRAIN = 2,      /* PROBE_REQUEST -> PROBE_DRAIN, records behind it */
    PROBE_COMMAND_STATISTICS = 3, /* PROBE_REQUEST -> PROBE_STATISTICS */
    PROBE_COMMAND_ASK = 4,        /* PROBE_ASK -> PROBE_ANSWER */
};

/* PROBE_VERSION.Capabilities */
enum {
    PROBE_CAN_OBSERVE = 0x1,
    PROBE_CAN_ASK = 0x2,
};

/* PROBE_RECORD.Flags */
enum {
    PROBE_RECORD_ANSWERED = 0x1,      /* the answer was seen: OpStatus, OutFlags, driver and reason mean something */
    PROBE_RECORD_DRAINED = 0x2,       /* the instance went away before the answer came */
    PROBE_RECORD_NO_PATH = 0x4,       /* the filter manager had no name for the file */
    PROBE_RECORD_PATH_CUT = 0x8,
    PROBE_RECORD_FROM_KERNEL = 0x10,
};

typedef struct _PROBE_REQUEST {
    uint32_t Version;
    uint32_t ByteLength; /* of the whole request: what follows included */
    uint32_t Command;
    uint32_t Reserved; /* 0 */
} PROBE_REQUEST, *PPROBE_REQUEST;
WIRE_ASSERT_SIZE(PROBE_REQUEST, 16);
WIRE_ASSERT_OFFSET(PROBE_REQUEST, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_REQUEST, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_REQUEST, Command, 8);
WIRE_ASSERT_OFFSET(PROBE_REQUEST, Reserved, 12);

/* Sends QUERY for an open file of the client from the named instance downward. */
typedef struct _PROBE_ASK {
    PROBE_REQUEST Head;
    uint64_t FileHandle; /* of the calling process */
    int32_t InFlags;     /* FS_BPIO_INFLAGS */
    uint16_t NameUnits;
    uint16_t Reserved; /* 0 */
    uint16_t Name[PROBE_NAME_UNITS];
} PROBE_ASK, *PPROBE_ASK;
WIRE_ASSERT_SIZE(PROBE_ASK, 160);
WIRE_ASSERT_OFFSET(PROBE_ASK, Head, 0);
WIRE_ASSERT_OFFSET(PROBE_ASK, FileHandle, 16);
WIRE_ASSERT_OFFSET(PROBE_ASK, InFlags, 24);
WIRE_ASSERT_OFFSET(PROBE_ASK, NameUnits, 28);
WIRE_ASSERT_OFFSET(PROBE_ASK, Reserved, 30);
WIRE_ASSERT_OFFSET(PROBE_ASK, Name, 32);

typedef struct _PROBE_ANSWER {
    uint32_t Version;
    uint32_t ByteLength;
    int32_t Status;         /* NTSTATUS of the request itself; a refusal is inside Output */
    uint32_t ReturnedBytes; /* of Output, as the stack below said */
    uint8_t Output[PROBE_ANSWER_BYTES];
} PROBE_ANSWER, *PPROBE_ANSWER;
WIRE_ASSERT_SIZE(PROBE_ANSWER, 368);
WIRE_ASSERT_OFFSET(PROBE_ANSWER, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_ANSWER, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_ANSWER, Status, 8);
WIRE_ASSERT_OFFSET(PROBE_ANSWER, ReturnedBytes, 12);
WIRE_ASSERT_OFFSET(PROBE_ANSWER, Output, 16);

typedef struct _PROBE_VERSION {
    uint32_t Version;
    uint32_t ByteLength;
    uint32_t DriverVersion;
    uint32_t Capabilities;
    uint32_t RingCapacityCount;
    uint32_t Reserved;
} PROBE_VERSION, *PPROBE_VERSION;
WIRE_ASSERT_SIZE(PROBE_VERSION, 24);
WIRE_ASSERT_OFFSET(PROBE_VERSION, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_VERSION, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_VERSION, DriverVersion, 8);
WIRE_ASSERT_OFFSET(PROBE_VERSION, Capabilities, 12);
WIRE_ASSERT_OFFSET(PROBE_VERSION, RingCapacityCount, 16);
WIRE_ASSERT_OFFSET(PROBE_VERSION, Reserved, 20);

typedef struct _PROBE_STATISTICS {
    uint32_t Version;
    uint32_t ByteLength;
    uint64_t ObservedCount; /* requests seen by an observing instance */
    uint64_t DroppedCount;  /* of these, not recorded: the ring was full, or memory short */
    uint64_t DrainedCount;  /* records handed to a client */
    uint64_t AskedCount;
    uint32_t WaitingCount; /* records in the ring */
    uint32_t Reserved;
} PROBE_STATISTICS, *PPROBE_STATISTICS;
WIRE_ASSERT_SIZE(PROBE_STATISTICS, 48);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, ObservedCount, 8);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, DroppedCount, 16);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, DrainedCount, 24);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, AskedCount, 32);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, WaitingCount, 40);
WIRE_ASSERT_OFFSET(PROBE_STATISTICS, Reserved, 44);

/* Head of a drain's answer; RecordCount records follow without gaps. */
typedef struct _PROBE_DRAIN {
    uint32_t Version;
    uint32_t ByteLength; /* head and records */
    uint32_t RecordCount;
    uint32_t RecordBytes; /* of each */
    uint64_t DroppedCount; /* so far, since the driver was loaded */
} PROBE_DRAIN, *PPROBE_DRAIN;
WIRE_ASSERT_SIZE(PROBE_DRAIN, 24);
WIRE_ASSERT_OFFSET(PROBE_DRAIN, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_DRAIN, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_DRAIN, RecordCount, 8);
WIRE_ASSERT_OFFSET(PROBE_DRAIN, RecordBytes, 12);
WIRE_ASSERT_OFFSET(PROBE_DRAIN, DroppedCount, 16);

/* One observed FSCTL_MANAGE_BYPASS_IO. */
typedef struct _PROBE_RECORD {
    uint32_t Version;
    uint32_t ByteLength;
    uint64_t Sequence; /* from 1; a gap is a drop */
    int64_t Time;      /* FILETIME, UTC, when the request came down */
    uint32_t ProcessId;
    uint32_t ThreadId;
    int32_t Operation; /* FS_BPIO_OPERATIONS as sent; 0 when the input was too short to hold one */
    int32_t InFlags;
    int32_t Status; /* NTSTATUS of the request itself */
    int32_t OpStatus;
    uint32_t OutFlags;
    uint32_t Flags; /* PROBE_RECORD_* */
    uint16_t DriverUnits;
    uint16_t Driver[PROBE_DRIVER_UNITS];
    uint16_t ReasonUnits;
    uint16_t Reason[PROBE_REASON_UNITS];
    uint16_t ProcessUnits; /* image file name without its folder */
    uint16_t Process[PROBE_PROCESS_UNITS];
    uint16_t PathUnits; /* \Device\HarddiskVolumeN\... */
    uint16_t Path[PROBE_PATH_UNITS];
} PROBE_RECORD, *PPROBE_RECORD;
WIRE_ASSERT_SIZE(PROBE_RECORD, 968);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Version, 0);
WIRE_ASSERT_OFFSET(PROBE_RECORD, ByteLength, 4);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Sequence, 8);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Time, 16);
WIRE_ASSERT_OFFSET(PROBE_RECORD, ProcessId, 24);
WIRE_ASSERT_OFFSET(PROBE_RECORD, ThreadId, 28);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Operation, 32);
WIRE_ASSERT_OFFSET(PROBE_RECORD, InFlags, 36);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Status, 40);
WIRE_ASSERT_OFFSET(PROBE_RECORD, OpStatus, 44);
WIRE_ASSERT_OFFSET(PROBE_RECORD, OutFlags, 48);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Flags, 52);
WIRE_ASSERT_OFFSET(PROBE_RECORD, DriverUnits, 56);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Driver, 58);
WIRE_ASSERT_OFFSET(PROBE_RECORD, ReasonUnits, 122);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Reason, 124);
WIRE_ASSERT_OFFSET(PROBE_RECORD, ProcessUnits, 380);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Process, 382);
WIRE_ASSERT_OFFSET(PROBE_RECORD, PathUnits, 446);
WIRE_ASSERT_OFFSET(PROBE_RECORD, Path, 448);
