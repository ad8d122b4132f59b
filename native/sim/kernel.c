/* Processes, time, file objects by handle, and a client's memory. */
#if defined(__linux__)
#define _GNU_SOURCE /* process_vm_readv */
#include <sys/uio.h>
#include <unistd.h>
#endif

#include "process.h"

#include "etw.h"
#include "handle.h"
#include "open.h"
#include "verifier.h"

enum { IMAGE_UNITS = 64 };

struct _KPROCESS {
    ULONG id;
    WCHAR image[IMAGE_UNITS];
};

struct _KTHREAD {
    struct _KPROCESS process;
    ULONG id;
};

static _Thread_local struct _KTHREAD currentThread;

PETHREAD ProcessCurrentThread(void)
{
    currentThread.process.id = EtwProcessId();
    currentThread.id = EtwThreadId();
    return &currentThread;
}

PEPROCESS ProcessOfThread(PETHREAD thread)
{
    return &thread->process;
}

ULONG ProcessId(PEPROCESS process)
{
    return process->id;
}

/* Asked for on the thread itself, as long as the request is on its way down. */
static TEXT imageOf(PEPROCESS process)
{
    TEXT_BUFFER image = {(char16_t *)process->image, IMAGE_UNITS, 0};
    TextAppendAscii(&image, "\\Device\\HarddiskVolume1\\Programs\\");
    TextAppendAscii(&image, EtwProcessName());
    return (TEXT){image.chars, image.count < image.capacity ? image.count : image.capacity};
}

HANDLE PsGetThreadId(PETHREAD Thread)
{
    return (HANDLE)(ULONG_PTR)Thread->id;
}

#define IMAGE_NAME_TAG 0x6E497350u /* PsIn */

NTSTATUS SeLocateProcessImageName(PEPROCESS Process, PUNICODE_STRING *ImageFileName)
{
    VerifierIrql(APC_LEVEL, "SeLocateProcessImageName");
    const TEXT image = imageOf(Process);
    const USHORT bytes = (USHORT)(image.count * sizeof(WCHAR));
    UNICODE_STRING *name = ExAllocatePool2(POOL_FLAG_PAGED, sizeof(*name) + bytes + sizeof(WCHAR), IMAGE_NAME_TAG);
    if (name == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *name = (UNICODE_STRING){bytes, (USHORT)(bytes + sizeof(WCHAR)), (PWSTR)(void *)(name + 1)};
    memcpy(name->Buffer, image.chars, bytes);
    *ImageFileName = name;
    return STATUS_SUCCESS;
}

VOID KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime)
{
    CurrentTime->QuadPart = EtwSystemTime();
}

struct _OBJECT_TYPE {
    HANDLE_KIND kind;
};
static struct _OBJECT_TYPE fileObjectType = {HandleFile};
static POBJECT_TYPE fileObjectTypePointer = &fileObjectType;
POBJECT_TYPE *IoFileObjectType = &fileObjectTypePointer;

NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                   KPROCESSOR_MODE AccessMode, PVOID *Object, PVOID HandleInformation)
{
    VerifierIrql(PASSIVE_LEVEL, "ObReferenceObjectByHandle");
    UNREFERENCED_PARAMETER(DesiredAccess);
    UNREFERENCED_PARAMETER(AccessMode);
    UNREFERENCED_PARAMETER(HandleInformation);
    *Object = NULL;
    if (ObjectType == NULL || HandleKind(Handle) == HandleFree) {
        return STATUS_INVALID_HANDLE;
    }
    SIM_OPEN *open = HandleFind(Handle, ObjectType->kind);
    if (open == NULL) {
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    open->references++;
    *Object = &open->fileObject;
    return STATUS_SUCCESS;
}

VOID ObDereferenceObject(PVOID Object)
{
    VerifierIrql(DISPATCH_LEVEL, "ObDereferenceObject");
    OpenRelease(((PFILE_OBJECT)Object)->FsContext2);
}

ULONG FsRtlGetBypassIoOpenCount(PFILE_OBJECT FileObject)
{
    const SIM_STREAM *stream = FileObject->FsContext;
    return stream == NULL ? 0 : stream->bypassCount;
}

#if defined(__linux__)
/* The kernel of the host copies, and tells when an address is not there: a fault that does not end the process. */
NTSTATUS SimCopyUserMemory(PVOID to, const VOID *from, SIZE_T bytes, BOOLEAN isToUser)
{
    const struct iovec target = {to, bytes};
    const struct iovec source = {(void *)(uintptr_t)from, bytes};
    const ssize_t copied = isToUser ? process_vm_writev(getpid(), &source, 1, &target, 1, 0)
                                    : process_vm_readv(getpid(), &target, 1, &source, 1, 0);
    return copied == (ssize_t)bytes ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
#else
NTSTATUS SimCopyUserMemory(PVOID to, const VOID *from, SIZE_T bytes, BOOLEAN isToUser)
{
    UNREFERENCED_PARAMETER(isToUser);
    memcpy(to, from, bytes);
    return STATUS_SUCCESS;
}
#endif
