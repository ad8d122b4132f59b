/* A client's buffers are raw user addresses. The filter manager probed them once; the client can still unmap or rewrite them at
 * any moment. So each byte is copied once, behind structured exception handling, and looked at in the copy. */
#include "probe.h"

#include "paged.h"

#if defined(BPIO_SIMULATOR)

_Use_decl_annotations_ NTSTATUS ProbeCopyFromUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    return SimCopyUserMemory(To, From, Bytes, FALSE);
}

_Use_decl_annotations_ NTSTATUS ProbeCopyToUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    return SimCopyUserMemory(To, From, Bytes, TRUE);
}

#elif defined(_MSC_VER)

_Use_decl_annotations_ NTSTATUS ProbeCopyFromUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    __try {
        RtlCopyMemory(To, From, Bytes);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS ProbeCopyToUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    __try {
        RtlCopyMemory(To, From, Bytes);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

#else

/* GCC has no structured exceptions for C. Its build shows that the sources are whole; it is never shipped, and so it takes no
 * message at all rather than touch memory that may be gone. */
_Use_decl_annotations_ NTSTATUS ProbeCopyFromUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(From);
    RtlZeroMemory(To, Bytes);
    return STATUS_NOT_SUPPORTED;
}

_Use_decl_annotations_ NTSTATUS ProbeCopyToUser(PVOID To, const VOID *From, SIZE_T Bytes)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(To);
    UNREFERENCED_PARAMETER(From);
    UNREFERENCED_PARAMETER(Bytes);
    return STATUS_NOT_SUPPORTED;
}

#endif
