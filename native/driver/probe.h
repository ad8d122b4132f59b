/* Inside the probe driver. */
#pragma once

#include "platform.h"

/* Pool tools show a tag from its lowest byte up. */
#define PROBE_TAG(a, b, c, d) ((ULONG)(a) | (ULONG)(b) << 8 | (ULONG)(c) << 16 | (ULONG)(d) << 24)
#define PROBE_TAG_RECORD PROBE_TAG('B', 'p', 'r', 'R')
#define PROBE_TAG_RING PROBE_TAG('B', 'p', 'r', 'G')
#define PROBE_TAG_INSTANCE PROBE_TAG('B', 'p', 'r', 'I')
#define PROBE_TAG_LIST PROBE_TAG('B', 'p', 'r', 'L')

enum { PROBE_RING_CAPACITY = 256 };

/* What has been observed and not yet fetched. Bounded: when it is full the newest is dropped and counted, because the client
 * pulls and nobody in the way of a request waits for it. */
typedef struct _PROBE_RING {
    KSPIN_LOCK Lock;
    PROBE_RECORD *Records; /* PROBE_RING_CAPACITY, non-paged: written at DISPATCH_LEVEL */
    ULONG First;           /* the oldest */
    ULONG Count;
    ULONG64 Sequence;
    ULONG64 DroppedCount;
    ULONG64 DrainedCount;
} PROBE_RING, *PPROBE_RING;

/* Hangs on every instance of the probe. */
typedef struct _PROBE_INSTANCE {
    BOOLEAN Observes; /* else it only marks a place in the stack from which questions are sent */
    USHORT NameBytes;
    WCHAR Name[PROBE_NAME_UNITS];
} PROBE_INSTANCE, *PPROBE_INSTANCE;

typedef struct _PROBE_GLOBALS {
    PFLT_FILTER Filter;
    PFLT_PORT ServerPort;
    PFLT_PORT ClientPort;
    PROBE_RING Ring;
    volatile LONG64 ObservedCount;
    volatile LONG64 AskedCount;
} PROBE_GLOBALS;

extern PROBE_GLOBALS Probe;

/* ring.c */

_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS ProbeRingCreate(_Out_ PPROBE_RING Ring);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ProbeRingFree(_Inout_ PPROBE_RING Ring);

/** Copies the record in under the next sequence number, or drops it. */
_IRQL_requires_max_(DISPATCH_LEVEL) VOID ProbeRingPut(_Inout_ PPROBE_RING Ring, _In_ const PROBE_RECORD *Record);

/** Counts a record that could not even be made; takes its sequence number, so that the gap shows. */
_IRQL_requires_max_(DISPATCH_LEVEL) VOID ProbeRingDrop(_Inout_ PPROBE_RING Ring);

/** Takes the oldest record out. FALSE when there is none. */
_IRQL_requires_max_(DISPATCH_LEVEL) _Success_(return) BOOLEAN ProbeRingTake(_Inout_ PPROBE_RING Ring, _Out_ PROBE_RECORD *Record);

/** Puts back at the front what was taken last and could not be delivered. */
_IRQL_requires_max_(DISPATCH_LEVEL) VOID ProbeRingReturn(_Inout_ PPROBE_RING Ring, _In_ const PROBE_RECORD *Record);

_IRQL_requires_max_(DISPATCH_LEVEL) VOID ProbeRingCounts(_Inout_ PPROBE_RING Ring, _Out_ PROBE_STATISTICS *Statistics);

/* observe.c, complete.c */

FLT_PREOP_CALLBACK_STATUS FLTAPI ProbePreFsControl(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                   _Flt_CompletionContext_Outptr_ PVOID *CompletionContext);
FLT_POSTOP_CALLBACK_STATUS FLTAPI ProbePostFsControl(_Inout_ PFLT_CALLBACK_DATA Data, _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                     _In_opt_ PVOID CompletionContext, _In_ FLT_POST_OPERATION_FLAGS Flags);

/** Copies what fits; gives the number of units. */
_IRQL_requires_max_(DISPATCH_LEVEL) USHORT
ProbeCopyText(_Out_writes_(Capacity) uint16_t *To, _In_ USHORT Capacity, _In_reads_bytes_(Bytes) const VOID *From, _In_ ULONG Bytes);

/* instance.c */

NTSTATUS FLTAPI ProbeInstanceSetup(_In_ PCFLT_RELATED_OBJECTS FltObjects, _In_ FLT_INSTANCE_SETUP_FLAGS Flags,
                                   _In_ DEVICE_TYPE VolumeDeviceType, _In_ FLT_FILESYSTEM_TYPE VolumeFilesystemType);
NTSTATUS FLTAPI ProbeInstanceQueryTeardown(_In_ PCFLT_RELATED_OBJECTS FltObjects,
                                           _In_ FLT_INSTANCE_QUERY_TEARDOWN_FLAGS Flags);

/** Detaches every instance that asks, on all volumes. What cannot be detached now is left to the unload. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ProbeDetachAsking(VOID);

/* port.c */

_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS ProbePortCreate(VOID);

/* ask.c */

/** Sends QUERY from the named instance downward. The answer's Status is that of the request; the return value says whether one
 *  could be sent at all: STATUS_INVALID_HANDLE and the like for the file, STATUS_FLT_INSTANCE_NOT_FOUND for the instance. */
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS ProbeAsk(_In_ const PROBE_ASK *Ask, _Out_ PROBE_ANSWER *Answer);

/* user-copy.c: the only file that touches a client's addresses. */

/** STATUS_ACCESS_VIOLATION when the client's memory is not there (any more). */
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS
ProbeCopyFromUser(_Out_writes_bytes_(Bytes) PVOID To, _In_reads_bytes_(Bytes) const VOID *From, _In_ SIZE_T Bytes);
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS
ProbeCopyToUser(_Out_writes_bytes_(Bytes) PVOID To, _In_reads_bytes_(Bytes) const VOID *From, _In_ SIZE_T Bytes);
