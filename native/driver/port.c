/* The communication port: one administrator at a time asks, and gets what is there. */
#include "probe.h"

#include "paged.h"

/* A request is copied here once, whatever its command. */
typedef union _PROBE_ANY_REQUEST {
    PROBE_REQUEST Head;
    PROBE_ASK Ask;
} PROBE_ANY_REQUEST;

static NTSTATUS FLTAPI
ProbepConnect(_In_ PFLT_PORT ClientPort, _In_opt_ PVOID ServerPortCookie, _In_reads_bytes_opt_(SizeOfContext) PVOID ConnectionContext,
              _In_ ULONG SizeOfContext, _Outptr_result_maybenull_ PVOID *ConnectionPortCookie)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(ServerPortCookie);
    UNREFERENCED_PARAMETER(ConnectionContext);
    UNREFERENCED_PARAMETER(SizeOfContext);
    Probe.ClientPort = ClientPort; /* the port takes one connection, so there is none to overwrite */
    *ConnectionPortCookie = &Probe;
    return STATUS_SUCCESS;
}

/* Also runs when the client died: what it attached goes with it. */
static VOID FLTAPI ProbepDisconnect(_In_opt_ PVOID ConnectionCookie)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(ConnectionCookie);
    ProbeDetachAsking();
    FltCloseClientPort(Probe.Filter, &Probe.ClientPort);
}

/* Lengths are exact: a request that is longer than its command's structure is another version's, or nobody's. */
_Must_inspect_result_ static NTSTATUS
ProbepReadRequest(_In_reads_bytes_opt_(InBytes) const VOID *In, _In_ ULONG InBytes, _Out_ PROBE_ANY_REQUEST *Request)
{
    NTSTATUS status;

    PAGED_CODE();
    RtlZeroMemory(Request, sizeof(*Request));
    if (In == NULL || InBytes < sizeof(Request->Head) || InBytes > sizeof(*Request)) {
        return STATUS_INVALID_PARAMETER;
    }
    status = ProbeCopyFromUser(Request, In, InBytes); /* in bytes: the buffer's alignment does not matter */
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Request->Head.Version != PROBE_WIRE_VERSION) {
        return STATUS_REVISION_MISMATCH;
    }
    if (Request->Head.ByteLength != InBytes || Request->Head.Reserved != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Request->Head.Command < PROBE_COMMAND_VERSION || Request->Head.Command > PROBE_COMMAND_ASK) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    if (InBytes != (Request->Head.Command == PROBE_COMMAND_ASK ? sizeof(Request->Ask) : sizeof(Request->Head))) {
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

_Must_inspect_result_ static NTSTATUS
ProbepReply(_Out_writes_bytes_to_opt_(OutBytes, *Written) PVOID Out, _In_ ULONG OutBytes, _In_reads_bytes_(Bytes) const VOID *Reply,
            _In_ ULONG Bytes, _Inout_ PULONG Written)
{
    NTSTATUS status;

    PAGED_CODE();
    if (Out == NULL || OutBytes < Bytes) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    status = ProbeCopyToUser(Out, Reply, Bytes);
    if (NT_SUCCESS(status)) {
        *Written = Bytes;
    }
    return status;
}

_Must_inspect_result_ static NTSTATUS
ProbepReplyVersion(_Out_writes_bytes_to_opt_(OutBytes, *Written) PVOID Out, _In_ ULONG OutBytes, _Inout_ PULONG Written)
{
    const PROBE_VERSION version = {PROBE_WIRE_VERSION, sizeof(version), PROBE_DRIVER_VERSION, PROBE_CAN_OBSERVE | PROBE_CAN_ASK,
                                   PROBE_RING_CAPACITY, 0};

    PAGED_CODE();
    return ProbepReply(Out, OutBytes, &version, sizeof(version), Written);
}

_Must_inspect_result_ static NTSTATUS
ProbepReplyStatistics(_Out_writes_bytes_to_opt_(OutBytes, *Written) PVOID Out, _In_ ULONG OutBytes, _Inout_ PULONG Written)
{
    PROBE_STATISTICS statistics;

    PAGED_CODE();
    RtlZeroMemory(&statistics, sizeof(statistics));
    statistics.Version = PROBE_WIRE_VERSION;
    statistics.ByteLength = sizeof(statistics);
    statistics.ObservedCount = (ULONG64)Probe.ObservedCount;
    statistics.AskedCount = (ULONG64)Probe.AskedCount;
    ProbeRingCounts(&Probe.Ring, &statistics);
    return ProbepReply(Out, OutBytes, &statistics, sizeof(statistics), Written);
}

/* As many records as fit; none is lost when the client's memory goes away in between, for it goes back into the ring. */
_Must_inspect_result_ static NTSTATUS
ProbepReplyRecords(_Out_writes_bytes_to_opt_(OutBytes, *Written) PVOID Out, _In_ ULONG OutBytes, _Inout_ PULONG Written)
{
    PROBE_DRAIN head = {PROBE_WIRE_VERSION, sizeof(head), 0, sizeof(PROBE_RECORD), 0};
    PROBE_STATISTICS counts;
    PROBE_RECORD *record;
    NTSTATUS status = STATUS_SUCCESS;

    PAGED_CODE();
    if (Out == NULL || OutBytes < sizeof(head) + sizeof(*record)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    record = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*record), PROBE_TAG_RECORD); /* written while the ring's lock is held */
    if (record == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    while (OutBytes - head.ByteLength >= sizeof(*record) && ProbeRingTake(&Probe.Ring, record)) {
        status = ProbeCopyToUser((PUCHAR)Out + head.ByteLength, record, sizeof(*record));
        if (!NT_SUCCESS(status)) {
            ProbeRingReturn(&Probe.Ring, record);
            break;
        }
        head.RecordCount++;
        head.ByteLength += sizeof(*record);
    }
    ExFreePoolWithTag(record, PROBE_TAG_RECORD);
    if (NT_SUCCESS(status)) {
        ProbeRingCounts(&Probe.Ring, &counts);
        head.DroppedCount = counts.DroppedCount;
        status = ProbeCopyToUser(Out, &head, sizeof(head));
    }
    if (NT_SUCCESS(status)) {
        *Written = head.ByteLength;
    }
    return status;
}

_Must_inspect_result_ static NTSTATUS
ProbepReplyAnswer(_In_ const PROBE_ASK *Ask, _Out_writes_bytes_to_opt_(OutBytes, *Written) PVOID Out, _In_ ULONG OutBytes,
                  _Inout_ PULONG Written)
{
    PROBE_ANSWER answer;
    NTSTATUS status;

    PAGED_CODE();
    if (Ask->NameUnits == 0 || Ask->NameUnits > PROBE_NAME_UNITS || Ask->Reserved != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Out == NULL || OutBytes < sizeof(answer)) {
        return STATUS_BUFFER_TOO_SMALL; /* before the question is sent, not after */
    }
    status = ProbeAsk(Ask, &answer);
    return NT_SUCCESS(status) ? ProbepReply(Out, OutBytes, &answer, sizeof(answer), Written) : status;
}

static NTSTATUS FLTAPI
ProbepMessage(_In_opt_ PVOID PortCookie, _In_reads_bytes_opt_(InputBufferLength) PVOID InputBuffer, _In_ ULONG InputBufferLength,
              _Out_writes_bytes_to_opt_(OutputBufferLength, *ReturnOutputBufferLength) PVOID OutputBuffer,
              _In_ ULONG OutputBufferLength, _Out_ PULONG ReturnOutputBufferLength)
{
    PROBE_ANY_REQUEST request;
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(PortCookie);
    *ReturnOutputBufferLength = 0; /* before any return */
    status = ProbepReadRequest(InputBuffer, InputBufferLength, &request);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    switch (request.Head.Command) {
    case PROBE_COMMAND_VERSION: return ProbepReplyVersion(OutputBuffer, OutputBufferLength, ReturnOutputBufferLength);
    case PROBE_COMMAND_DRAIN: return ProbepReplyRecords(OutputBuffer, OutputBufferLength, ReturnOutputBufferLength);
    case PROBE_COMMAND_STATISTICS: return ProbepReplyStatistics(OutputBuffer, OutputBufferLength, ReturnOutputBufferLength);
    default: return ProbepReplyAnswer(&request.Ask, OutputBuffer, OutputBufferLength, ReturnOutputBufferLength);
    }
}

/* The default security descriptor admits SYSTEM and administrators only. Source: FltBuildDefaultSecurityDescriptor. */
_Use_decl_annotations_ NTSTATUS ProbePortCreate(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BypassIoProbe");
    OBJECT_ATTRIBUTES attributes;
    PSECURITY_DESCRIPTOR security = NULL;
    NTSTATUS status;

    PAGED_CODE();
    status = FltBuildDefaultSecurityDescriptor(&security, FLT_PORT_ALL_ACCESS);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, security);
    status = FltCreateCommunicationPort(Probe.Filter, &Probe.ServerPort, &attributes, NULL, ProbepConnect, ProbepDisconnect,
                                        ProbepMessage, 1);
    FltFreeSecurityDescriptor(security);
    return status;
}
