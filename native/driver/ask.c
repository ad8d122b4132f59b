/* The question that only a driver can ask: QUERY from a place inside the stack downward, so that a filter below another
 * refuser is asked too. */
#include "probe.h"

#include "paged.h"

/* The instance of that name on the file's own volume. The caller releases it with FltObjectDereference. */
_Must_inspect_result_ static NTSTATUS
ProbepFindInstance(_In_ const PROBE_ASK *Ask, _In_ PFILE_OBJECT File, _Outptr_ PFLT_INSTANCE *Instance)
{
    WCHAR chars[PROBE_NAME_UNITS];
    UNICODE_STRING name = {(USHORT)(Ask->NameUnits * sizeof(WCHAR)), sizeof(chars), chars};
    PFLT_VOLUME volume = NULL;
    NTSTATUS status;

    PAGED_CODE();
    *Instance = NULL;
    RtlCopyMemory(chars, Ask->Name, name.Length);
    status = FltGetVolumeFromFileObject(Probe.Filter, File, &volume);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltGetVolumeInstanceFromName(Probe.Filter, volume, &name, Instance);
    FltObjectDereference(volume);
    return status;
}

_Use_decl_annotations_ NTSTATUS ProbeAsk(const PROBE_ASK *Ask, PROBE_ANSWER *Answer)
{
    FS_BPIO_INPUT input;
    PVOID file = NULL;
    PFLT_INSTANCE instance = NULL;
    ULONG returned = 0;
    NTSTATUS status;

    PAGED_CODE();
    RtlZeroMemory(Answer, sizeof(*Answer));
    /* The client's own handle: the question is about the very open that it also asks from above. UserMode, so that a kernel
     * handle or one of another type is refused. */
    status = ObReferenceObjectByHandle((HANDLE)(ULONG_PTR)Ask->FileHandle, 0, *IoFileObjectType, UserMode, &file, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ProbepFindInstance(Ask, file, &instance);
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(file);
        return status;
    }
    RtlZeroMemory(&input, sizeof(input));
    input.Operation = FS_BPIO_OP_QUERY;
    input.InFlags = Ask->InFlags;
    Answer->Version = PROBE_WIRE_VERSION;
    Answer->ByteLength = sizeof(*Answer);
    Answer->Status = FltFsControlFile(instance, file, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), Answer->Output,
                                      sizeof(Answer->Output), &returned);
    Answer->ReturnedBytes = returned;
    InterlockedIncrement64(&Probe.AskedCount);
    FltObjectDereference(instance);
    ObDereferenceObject(file);
    return STATUS_SUCCESS;
}
