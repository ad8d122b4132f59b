/* The probe driver of another release: the same name, the same port, and not a request that it understands. */
#include "samples.h"

static PFLT_FILTER filter;
static PFLT_PORT server, client;

static NTSTATUS FLTAPI connect(PFLT_PORT ClientPort, PVOID ServerPortCookie, PVOID ConnectionContext, ULONG SizeOfContext,
                               PVOID *ConnectionPortCookie)
{
    UNREFERENCED_PARAMETER(ServerPortCookie);
    UNREFERENCED_PARAMETER(ConnectionContext);
    UNREFERENCED_PARAMETER(SizeOfContext);
    client = ClientPort;
    *ConnectionPortCookie = NULL;
    return STATUS_SUCCESS;
}

static VOID FLTAPI disconnect(PVOID ConnectionCookie)
{
    UNREFERENCED_PARAMETER(ConnectionCookie);
    FltCloseClientPort(filter, &client);
}

static NTSTATUS FLTAPI message(PVOID PortCookie, PVOID InputBuffer, ULONG InputBufferLength, PVOID OutputBuffer,
                               ULONG OutputBufferLength, PULONG ReturnOutputBufferLength)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(PortCookie);
    UNREFERENCED_PARAMETER(InputBuffer);
    UNREFERENCED_PARAMETER(InputBufferLength);
    UNREFERENCED_PARAMETER(OutputBuffer);
    UNREFERENCED_PARAMETER(OutputBufferLength);
    *ReturnOutputBufferLength = 0;
    return STATUS_REVISION_MISMATCH;
}

static NTSTATUS FLTAPI unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltCloseCommunicationPort(server);
    FltUnregisterFilter(filter);
    return STATUS_SUCCESS;
}

NTSTATUS SampleOtherProbeEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_REGISTRATION registration = {
        .Size = sizeof(FLT_REGISTRATION), .Version = FLT_REGISTRATION_VERSION, .FilterUnloadCallback = unload};
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BypassIoProbe");
    OBJECT_ATTRIBUTES attributes;
    UNREFERENCED_PARAMETER(RegistryPath);
    NTSTATUS status = FltRegisterFilter(DriverObject, &registration, &filter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = FltCreateCommunicationPort(filter, &server, &attributes, NULL, connect, disconnect, message, 1);
    if (NT_SUCCESS(status)) {
        status = FltStartFiltering(filter);
        if (NT_SUCCESS(status)) {
            return STATUS_SUCCESS;
        }
        FltCloseCommunicationPort(server);
    }
    FltUnregisterFilter(filter);
    return status;
}
