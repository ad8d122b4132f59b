/* Names of files and requestors, as minifilters ask for them. */
#include "fltmgr.h"
#include "ntfs.h"
#include "process.h"

#include <stdlib.h>

static UNICODE_STRING stringOf(WCHAR *chars, uint32_t from, uint32_t to)
{
    const USHORT bytes = (USHORT)((to - from) * sizeof(WCHAR));
    return (UNICODE_STRING){bytes, bytes, chars + from};
}

/* "D:\Games\x.bin" becomes \Device\HarddiskVolumeN\Games\x.bin: opened and normalized names are the same here. */
NTSTATUS FLTAPI FltGetFileNameInformation(PFLT_CALLBACK_DATA CallbackData, FLT_FILE_NAME_OPTIONS NameOptions,
                                          PFLT_FILE_NAME_INFORMATION *FileNameInformation)
{
    VerifierIrql(APC_LEVEL, "FltGetFileNameInformation");
    *FileNameInformation = NULL;
    if ((NameOptions & (FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_OPENED)) == 0) {
        return STATUS_INVALID_PARAMETER;
    }
    const PFILE_OBJECT file = CallbackData->Iopb->TargetFileObject;
    const SIM_OPEN *open = file->FsContext2;
    const TEXT device = TextOf(open->volume->device);
    const TEXT path = FsFullPath(file);
    const uint32_t units = device.count + path.count - 2;
    if (units > UINT16_MAX / sizeof(WCHAR)) {
        return STATUS_BUFFER_OVERFLOW;
    }
    FLT_FILE_NAME_INFORMATION *name = KernelAllocate(sizeof(*name) + units * sizeof(WCHAR));
    if (name == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    WCHAR *chars = (WCHAR *)(void *)(name + 1);
    memcpy(chars, device.chars, device.count * sizeof(WCHAR));
    memcpy(chars + device.count, path.chars + 2, (path.count - 2) * sizeof(WCHAR));
    name->Size = sizeof(*name);
    name->Format = NameOptions & (FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_OPENED);
    name->Name = stringOf(chars, 0, units);
    name->Volume = stringOf(chars, 0, device.count);
    *FileNameInformation = name;
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldNames++;
    }
    return STATUS_SUCCESS;
}

VOID FLTAPI FltReleaseFileNameInformation(PFLT_FILE_NAME_INFORMATION FileNameInformation)
{
    VerifierIrql(APC_LEVEL, "FltReleaseFileNameInformation");
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldNames--;
    }
    free(FileNameInformation);
}

PEPROCESS FLTAPI FltGetRequestorProcess(PFLT_CALLBACK_DATA CallbackData)
{
    return ProcessOfThread(CallbackData->Thread);
}

ULONG FLTAPI FltGetRequestorProcessId(PFLT_CALLBACK_DATA CallbackData)
{
    return ProcessId(ProcessOfThread(CallbackData->Thread));
}
