/* The part of ntifs.h and wdm.h that the drivers here need, with the WDK's own names, types and values.
 *
 * What a driver may do wrong here is watched: a call above its IRQL, a spin lock taken twice, memory freed with another tag,
 * written after it was freed, or left behind at unload. See verifier.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "../wire/bpio.h"
#include "../wire/fltstatus.h"
#include "../wire/status.h"

_Static_assert(sizeof(wchar_t) == 2, "compile with -fshort-wchar: the WDK's WCHAR has two bytes");

/* SAL annotations mean nothing to this compiler. */
#define _In_
#define _In_opt_
#define _In_reads_bytes_(bytes)
#define _In_reads_bytes_opt_(bytes)
#define _Inout_
#define _Out_
#define _Out_opt_
#define _Out_writes_(count)
#define _Out_writes_bytes_(bytes)
#define _Out_writes_bytes_to_opt_(bytes, written)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Flt_CompletionContext_Outptr_
#define _IRQL_requires_max_(irql)
#define _IRQL_requires_(irql)
#define _Must_inspect_result_
#define _Function_class_(name)
#define _Success_(expression)
#define _Use_decl_annotations_
#define FLTAPI
#define NTAPI
#define CONST const
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define FlagOn(flags, flag) ((flags) & (flag))
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_ERROR(status) ((((uint32_t)(status)) >> 30) == 3)
#define IS_ALIGNED(pointer, bytes) (((uintptr_t)(pointer) & ((bytes) - 1)) == 0)
#define RtlCopyMemory(to, from, bytes) memcpy((to), (from), (bytes))
#define RtlZeroMemory(to, bytes) memset((to), 0, (bytes))
#define RTL_CONSTANT_STRING(literal) \
    {(USHORT)(sizeof(literal) - sizeof((literal)[0])), (USHORT)sizeof(literal), (PWSTR)(literal)}

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif
#define VOID void

typedef wchar_t WCHAR, *PWSTR;
typedef const wchar_t *PCWSTR;
typedef void *PVOID;
typedef void *HANDLE;
typedef int32_t NTSTATUS, LONG;
typedef uint32_t ULONG, *PULONG, ACCESS_MASK;
typedef uint16_t USHORT;
typedef int16_t CSHORT;
typedef uint8_t UCHAR, *PUCHAR, BOOLEAN, KIRQL, *PKIRQL;
typedef char CCHAR, KPROCESSOR_MODE;
typedef uintptr_t ULONG_PTR;
typedef size_t SIZE_T;
typedef int64_t LONG64;
typedef uint64_t ULONGLONG, ULONG64;
enum { KernelMode = 0, UserMode = 1 };

typedef union _LARGE_INTEGER {
    struct {
        ULONG LowPart;
        LONG HighPart;
    };
    int64_t QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink, *Blink;
} LIST_ENTRY;

/* Lengths in bytes; the text does not have to end in NUL. */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK;

typedef struct _DRIVER_OBJECT {
    UNICODE_STRING DriverName; /* \FileSystem\<service name> */
} DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef NTSTATUS DRIVER_INITIALIZE(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath);

typedef PVOID PSECURITY_DESCRIPTOR;
typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor;
    PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
#define OBJ_CASE_INSENSITIVE 0x00000040u
#define OBJ_KERNEL_HANDLE 0x00000200u
#define InitializeObjectAttributes(attributes, name, flags, root, security) \
    (*(attributes) = (OBJECT_ATTRIBUTES){sizeof(OBJECT_ATTRIBUTES), (root), (name), (flags), (security), NULL})

#define FO_NO_INTERMEDIATE_BUFFERING 0x00000008u
#define FO_VOLUME_OPEN 0x00400000u
#define FO_BYPASS_IO_ENABLED 0x00800000u

typedef struct _FILE_OBJECT {
    ULONG Flags;
    UNICODE_STRING FileName; /* from the volume's root; empty for a volume open */
    PVOID FsContext;         /* the stream: shared by all file objects on it */
    PVOID FsContext2;        /* the open itself */
} FILE_OBJECT, *PFILE_OBJECT;

typedef struct _KTHREAD *PETHREAD;
typedef struct _KPROCESS *PEPROCESS;

/* IRQL */

#define PASSIVE_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2

KIRQL KeGetCurrentIrql(VOID);
VOID KeRaiseIrql(_In_ KIRQL NewIrql, _Out_ PKIRQL OldIrql);
VOID KeLowerIrql(_In_ KIRQL NewIrql);

/* Reports a violation when the routine that says it runs too high. */
VOID SimAssertPaged(const char *routine);
#define PAGED_CODE() SimAssertPaged(__func__)

/* Memory. A block carries its tag: freeing it with another is a violation. ExAllocatePool2 zeroes. */

#define POOL_FLAG_NON_PAGED 0x40u
#define POOL_FLAG_PAGED 0x100u
typedef enum _POOL_TYPE { NonPagedPool = 0, PagedPool = 1, NonPagedPoolNx = 512 } POOL_TYPE;

PVOID ExAllocatePool2(_In_ ULONG64 Flags, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);
VOID ExFreePoolWithTag(_In_ PVOID P, _In_ ULONG Tag); /* tag 0: any */
#define ExFreePool(block) ExFreePoolWithTag((block), 0)

/** Copies to or from a client's memory; STATUS_ACCESS_VIOLATION when it is not there. What __try does in a real kernel. */
NTSTATUS SimCopyUserMemory(PVOID to, const VOID *from, SIZE_T bytes, BOOLEAN isToUser);

/* Locks and counters */

typedef struct _KSPIN_LOCK_SIM {
    uint32_t isHeld;
} KSPIN_LOCK, *PKSPIN_LOCK;
VOID KeInitializeSpinLock(_Out_ PKSPIN_LOCK SpinLock);
VOID KeAcquireSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _Out_ PKIRQL OldIrql);
VOID KeReleaseSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _In_ KIRQL NewIrql);

/* Its owner runs at APC_LEVEL. */
typedef struct _FAST_MUTEX_SIM {
    uint32_t isHeld;
    KIRQL irql;
} FAST_MUTEX, *PFAST_MUTEX;
VOID ExInitializeFastMutex(_Out_ PFAST_MUTEX FastMutex);
VOID ExAcquireFastMutex(_Inout_ PFAST_MUTEX FastMutex);
VOID ExReleaseFastMutex(_Inout_ PFAST_MUTEX FastMutex);

/* The kernel here is entered by one thread at a time. */
static inline LONG64 InterlockedIncrement64(volatile LONG64 *value)
{
    return ++*value;
}

VOID KeQuerySystemTimePrecise(_Out_ PLARGE_INTEGER CurrentTime);

/* Processes and objects */

HANDLE PsGetThreadId(_In_ PETHREAD Thread);
NTSTATUS SeLocateProcessImageName(_Inout_ PEPROCESS Process, _Outptr_ PUNICODE_STRING *ImageFileName);

typedef struct _OBJECT_TYPE *POBJECT_TYPE;
extern POBJECT_TYPE *IoFileObjectType;
NTSTATUS ObReferenceObjectByHandle(_In_ HANDLE Handle, _In_ ACCESS_MASK DesiredAccess, _In_opt_ POBJECT_TYPE ObjectType,
                                   _In_ KPROCESSOR_MODE AccessMode, _Out_ PVOID *Object, _Out_opt_ PVOID HandleInformation);
VOID ObDereferenceObject(_In_ PVOID Object); /* file objects only */

/** Opens of the stream with BypassIO enabled, by the file system's own count. Source: FsRtlGetBypassIoOpenCount. */
ULONG FsRtlGetBypassIoOpenCount(_In_ PFILE_OBJECT FileObject);
