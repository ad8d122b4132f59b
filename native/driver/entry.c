/* The probe driver: observes FSCTL_MANAGE_BYPASS_IO and asks it from inside the stack.
 *
 * It registers neither reads nor writes, and so is opted in to BypassIO by itself; its service key says so too (bit 0x8 of
 * SupportedFeatures). It changes no answer, vetoes nothing and waits for nobody. */
#include "probe.h"

#include "paged.h"

PROBE_GLOBALS Probe;

DRIVER_INITIALIZE DriverEntry;

static const FLT_CONTEXT_REGISTRATION contexts[] = {
    {FLT_INSTANCE_CONTEXT, 0, NULL, sizeof(PROBE_INSTANCE), PROBE_TAG_INSTANCE, NULL, NULL, NULL},
    {FLT_CONTEXT_END, 0, NULL, 0, 0, NULL, NULL, NULL},
};

static const FLT_OPERATION_REGISTRATION operations[] = {
    {IRP_MJ_FILE_SYSTEM_CONTROL, 0, ProbePreFsControl, ProbePostFsControl, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

/* The order is the rule: no new client, then no callback any more, then the memory that callbacks used. */
static NTSTATUS FLTAPI ProbepUnload(_In_ FLT_FILTER_UNLOAD_FLAGS Flags)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Flags);
    FltCloseCommunicationPort(Probe.ServerPort);
    FltUnregisterFilter(Probe.Filter); /* returns when every callback has */
    ProbeRingFree(&Probe.Ring);
    return STATUS_SUCCESS;
}

static const FLT_REGISTRATION registration = {
    .Size = sizeof(FLT_REGISTRATION),
    .Version = FLT_REGISTRATION_VERSION,
    .ContextRegistration = contexts,
    .OperationRegistration = operations,
    .FilterUnloadCallback = ProbepUnload,
    .InstanceSetupCallback = ProbeInstanceSetup,
    .InstanceQueryTeardownCallback = ProbeInstanceQueryTeardown,
};

_Use_decl_annotations_ NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    RtlZeroMemory(&Probe, sizeof(Probe));
    status = ProbeRingCreate(&Probe.Ring);
    if (!NT_SUCCESS(status)) {
        goto Exit;
    }
    status = FltRegisterFilter(DriverObject, &registration, &Probe.Filter);
    if (!NT_SUCCESS(status)) {
        goto Exit;
    }
    status = ProbePortCreate();
    if (!NT_SUCCESS(status)) {
        goto Exit;
    }
    status = FltStartFiltering(Probe.Filter);

Exit:
    if (!NT_SUCCESS(status)) {
        if (Probe.ServerPort != NULL) {
            FltCloseCommunicationPort(Probe.ServerPort);
        }
        if (Probe.Filter != NULL) {
            FltUnregisterFilter(Probe.Filter);
        }
        ProbeRingFree(&Probe.Ring);
    }
    return status;
}
