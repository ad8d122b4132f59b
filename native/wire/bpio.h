/* The BypassIO request as it crosses the user/kernel border: FSCTL_MANAGE_BYPASS_IO with FS_BPIO_INPUT and FS_BPIO_OUTPUT.
 *
 * Source: FS_BPIO_* pages of the Windows driver documentation (ntifs.h). Every number is asserted below, because the same
 * bytes are read by C on both sides and by TypeScript. x64 and ARM64 agree. */
#pragma once

#include "assert.h"
#include "char16.h"

/* CTL_CODE(FILE_DEVICE_FILE_SYSTEM 9, 274, METHOD_BUFFERED, FILE_ANY_ACCESS) */
#define FSCTL_MANAGE_BYPASS_IO 0x00090448u

/* FS_BPIO_OPERATIONS. Kept as int32_t in the structures: the width of a C enum is the compiler's choice. */
enum {
    FS_BPIO_OP_ENABLE = 1,
    FS_BPIO_OP_DISABLE = 2,
    FS_BPIO_OP_QUERY = 3,
    FS_BPIO_OP_VOLUME_STACK_PAUSE = 4,
    FS_BPIO_OP_VOLUME_STACK_RESUME = 5,
    FS_BPIO_OP_STREAM_PAUSE = 6,
    FS_BPIO_OP_STREAM_RESUME = 7,
    FS_BPIO_OP_GET_INFO = 8,
    FS_BPIO_OP_MAX_OPERATION = 9,
};

/* FS_BPIO_INFLAGS */
enum {
    FSBPIO_INFL_None = 0,
    FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY = 0x1, /* QUERY only; no effect on ENABLE */
};

/* FS_BPIO_OUTFLAGS */
enum {
    FSBPIO_OUTFL_None = 0,
    FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED = 0x1,
    FSBPIO_OUTFL_STREAM_BYPASS_PAUSED = 0x2,
    FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED = 0x4,
    FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER = 0x8, /* defined for ENABLE, QUERY and GET_INFO only */
};

#define BPIO_DRIVER_NAME_CHARS 32
#define BPIO_REASON_CHARS 128

typedef struct _FS_BPIO_INPUT {
    int32_t Operation;
    int32_t InFlags;
    uint64_t Reserved1;
    uint64_t Reserved2;
} FS_BPIO_INPUT, *PFS_BPIO_INPUT;

/* Lengths count characters. Neither text has to end in NUL. */
typedef struct _FS_BPIO_RESULTS {
    int32_t OpStatus; /* NTSTATUS; negative is a veto */
    uint16_t FailingDriverNameLen;
    char16_t FailingDriverName[BPIO_DRIVER_NAME_CHARS];
    uint16_t FailureReasonLen;
    char16_t FailureReason[BPIO_REASON_CHARS];
} FS_BPIO_RESULTS, *PFS_BPIO_RESULTS;

typedef struct _FS_BPIO_INFO {
    uint32_t ActiveBypassIoCount; /* BypassIO-enabled files open on the volume */
    uint16_t StorageDriverNameLen;
    char16_t StorageDriverName[BPIO_DRIVER_NAME_CHARS];
    uint16_t Padding; /* tail padding made visible, so that it can be zeroed */
} FS_BPIO_INFO, *PFS_BPIO_INFO;

typedef struct _FS_BPIO_OUTPUT {
    int32_t Operation; /* echo of the request */
    uint32_t OutFlags;
    uint64_t Reserved1;
    uint64_t Reserved2;
    union {
        FS_BPIO_RESULTS Enable;
        FS_BPIO_RESULTS Query;
        FS_BPIO_RESULTS VolumeStackResume;
        FS_BPIO_RESULTS StreamResume;
        FS_BPIO_INFO GetInfo;
    };
} FS_BPIO_OUTPUT, *PFS_BPIO_OUTPUT;

WIRE_ASSERT_SIZE(FS_BPIO_INPUT, 24);
WIRE_ASSERT_OFFSET(FS_BPIO_INPUT, Operation, 0);
WIRE_ASSERT_OFFSET(FS_BPIO_INPUT, InFlags, 4);
WIRE_ASSERT_OFFSET(FS_BPIO_INPUT, Reserved1, 8);
WIRE_ASSERT_OFFSET(FS_BPIO_INPUT, Reserved2, 16);

WIRE_ASSERT_SIZE(FS_BPIO_RESULTS, 328);
WIRE_ASSERT_OFFSET(FS_BPIO_RESULTS, OpStatus, 0);
WIRE_ASSERT_OFFSET(FS_BPIO_RESULTS, FailingDriverNameLen, 4);
WIRE_ASSERT_OFFSET(FS_BPIO_RESULTS, FailingDriverName, 6);
WIRE_ASSERT_OFFSET(FS_BPIO_RESULTS, FailureReasonLen, 70);
WIRE_ASSERT_OFFSET(FS_BPIO_RESULTS, FailureReason, 72);

WIRE_ASSERT_SIZE(FS_BPIO_INFO, 72);
WIRE_ASSERT_OFFSET(FS_BPIO_INFO, ActiveBypassIoCount, 0);
WIRE_ASSERT_OFFSET(FS_BPIO_INFO, StorageDriverNameLen, 4);
WIRE_ASSERT_OFFSET(FS_BPIO_INFO, StorageDriverName, 6);

WIRE_ASSERT_SIZE(FS_BPIO_OUTPUT, 352);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, Operation, 0);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, OutFlags, 4);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, Reserved1, 8);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, Reserved2, 16);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, Enable, 24);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, Query, 24);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, VolumeStackResume, 24);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, StreamResume, 24);
WIRE_ASSERT_OFFSET(FS_BPIO_OUTPUT, GetInfo, 24);
