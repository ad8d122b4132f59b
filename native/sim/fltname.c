/* Names of files and requestors, as minifilters ask for them. */
#include "fltmgr.h"
#include "ntfs.h"
#include "process.h"

#include <stdlib.h>

/* Every name that was handed out, until it is released. */
typedef struct NAME {
    struct NAME *next;
    const SIM_SERVICE *holder; /* NULL: no driver asked */
    FLT_FILE_NAME_INFORMATION information;
    WCHAR chars[];
} NAME;

static NAME *names;

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
    NAME *made = KernelAllocate(sizeof(*made) + units * sizeof(WCHAR));
    if (made == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    made->holder = VerifierDriver();
    made->next = names;
    names = made;
    FLT_FILE_NAME_INFORMATION *name = &made->information;
    WCHAR *chars = made->chars;
    memcpy(chars, device.chars, device.count * sizeof(WCHAR));
    memcpy(chars + device.count, path.chars + 2, (path.count - 2) * sizeof(WCHAR));
    name->Size = sizeof(*name);
    name->Format = NameOptions & (FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_OPENED);
    name->Name = stringOf(chars, 0, units);
    name->Volume = stringOf(chars, 0, device.count);
    *FileNameInformation = name;
    return STATUS_SUCCESS;
}

static void release(NAME **link)
{
    NAME *name = *link;
    *link = name->next;
    free(name);
}

VOID FLTAPI FltReleaseFileNameInformation(PFLT_FILE_NAME_INFORMATION FileNameInformation)
{
    VerifierIrql(APC_LEVEL, "FltReleaseFileNameInformation");
    NAME **link = &names;
    while (*link != NULL && &(*link)->information != FileNameInformation) {
        link = &(*link)->next;
    }
    if (*link == NULL) {
        VerifierReport("file name information was released that is not held");
        return;
    }
    release(link);
}

void FltpCheckNames(const SIM_SERVICE *service)
{
    for (NAME **link = &names; *link != NULL;) {
        if ((*link)->holder != service) {
            link = &(*link)->next;
            continue;
        }
        VerifierReport("a driver left file name information unreleased");
        release(link);
    }
}

PEPROCESS FLTAPI FltGetRequestorProcess(PFLT_CALLBACK_DATA CallbackData)
{
    return ProcessOfThread(CallbackData->Thread);
}

ULONG FLTAPI FltGetRequestorProcessId(PFLT_CALLBACK_DATA CallbackData)
{
    return ProcessId(ProcessOfThread(CallbackData->Thread));
}
