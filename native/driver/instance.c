/* Instances of the probe: those that observe, and those that mark a place from which questions are sent. */
#include "probe.h"

#include "paged.h"

/* INSTANCE_BASIC_INFORMATION with the longest name that an asking instance may have behind it. */
typedef union _PROBE_INSTANCE_NAME {
    INSTANCE_BASIC_INFORMATION Basic;
    UCHAR Bytes[sizeof(INSTANCE_BASIC_INFORMATION) + PROBE_NAME_UNITS * sizeof(WCHAR)];
} PROBE_INSTANCE_NAME;

/* Fills in name and purpose. A name that does not fit is no asking instance's: those are named by our own client. */
static VOID ProbepDescribe(_In_ PFLT_INSTANCE Instance, _Inout_ PROBE_INSTANCE *Description)
{
    static const WCHAR prefix[] = L"Ask ";
    PROBE_INSTANCE_NAME name;
    const ULONG prefixBytes = PROBE_ASK_PREFIX_UNITS * sizeof(WCHAR);
    const VOID *chars;
    ULONG returned = 0;

    PAGED_CODE();
    Description->Observes = TRUE;
    if (!NT_SUCCESS(FltGetInstanceInformation(Instance, InstanceBasicInformation, &name, sizeof(name), &returned)) ||
        name.Basic.InstanceNameLength > sizeof(Description->Name) || name.Basic.InstanceNameBufferOffset > sizeof(name) ||
        name.Basic.InstanceNameLength > sizeof(name) - name.Basic.InstanceNameBufferOffset) {
        return;
    }
    chars = name.Bytes + name.Basic.InstanceNameBufferOffset;
    Description->NameBytes = name.Basic.InstanceNameLength;
    RtlCopyMemory(Description->Name, chars, name.Basic.InstanceNameLength);
    Description->Observes = name.Basic.InstanceNameLength < prefixBytes || memcmp(chars, prefix, prefixBytes) != 0;
}

/* Attaches wherever it is told to: the INF asks for no automatic attachment. */
_Use_decl_annotations_ NTSTATUS FLTAPI
ProbeInstanceSetup(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_SETUP_FLAGS Flags, DEVICE_TYPE VolumeDeviceType,
                   FLT_FILESYSTEM_TYPE VolumeFilesystemType)
{
    PFLT_CONTEXT context = NULL;
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Flags);
    UNREFERENCED_PARAMETER(VolumeDeviceType);
    UNREFERENCED_PARAMETER(VolumeFilesystemType);
    status = FltAllocateContext(FltObjects->Filter, FLT_INSTANCE_CONTEXT, sizeof(PROBE_INSTANCE), NonPagedPoolNx, &context);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    RtlZeroMemory(context, sizeof(PROBE_INSTANCE));
    ProbepDescribe(FltObjects->Instance, context);
    status = FltSetInstanceContext(FltObjects->Instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, context, NULL);
    FltReleaseContext(context); /* the instance holds its own reference */
    return status;
}

/* Without this callback the filter manager would refuse every manual detach. */
_Use_decl_annotations_ NTSTATUS FLTAPI
ProbeInstanceQueryTeardown(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_QUERY_TEARDOWN_FLAGS Flags)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(Flags);
    return STATUS_SUCCESS;
}

static VOID ProbepDetachIfAsking(_In_ PFLT_INSTANCE Instance)
{
    PFLT_CONTEXT context = NULL;
    PFLT_VOLUME volume = NULL;

    PAGED_CODE();
    if (!NT_SUCCESS(FltGetInstanceContext(Instance, &context))) {
        return;
    }
    if (!((const PROBE_INSTANCE *)context)->Observes && NT_SUCCESS(FltGetVolumeFromInstance(Instance, &volume))) {
        UNICODE_STRING name = {((PROBE_INSTANCE *)context)->NameBytes, ((PROBE_INSTANCE *)context)->NameBytes,
                               ((PROBE_INSTANCE *)context)->Name};
        FltObjectDereference(Instance); /* a teardown waits for every reference, ours included */
        (VOID)FltDetachVolume(Probe.Filter, volume, &name);
        FltObjectDereference(volume);
    } else {
        FltObjectDereference(Instance);
    }
    FltReleaseContext(context);
}

_Use_decl_annotations_ VOID ProbeDetachAsking(VOID)
{
    PFLT_INSTANCE *list;
    ULONG count = 0, capacity, index;
    NTSTATUS status = FltEnumerateInstances(NULL, Probe.Filter, NULL, 0, &count);

    PAGED_CODE();
    if (status != STATUS_BUFFER_TOO_SMALL || count == 0) {
        return;
    }
    capacity = count;
    list = ExAllocatePool2(POOL_FLAG_PAGED, capacity * sizeof(*list), PROBE_TAG_LIST);
    if (list == NULL) {
        return; /* the client detaches what is left when it comes again */
    }
    status = FltEnumerateInstances(NULL, Probe.Filter, list, capacity, &count);
    for (index = 0; NT_SUCCESS(status) && index < count; index++) {
        ProbepDetachIfAsking(list[index]);
    }
    ExFreePoolWithTag(list, PROBE_TAG_LIST);
}
