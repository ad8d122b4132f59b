/* The part of ntifs.h and fltkernel.h that BypassIO minifilters need, with the WDK's own names, types and values, so that a
 * minifilter's C file compiles against this header unchanged.
 *
 * Source: fltkernel.h and wdm.h pages of the Windows driver documentation and the windows-rs WDK bindings. Pointers are
 * the simulator's own; layouts follow the WDK where a minifilter can see them. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "../wire/bpio.h"
#include "../wire/status.h"

_Static_assert(sizeof(wchar_t) == 2, "compile with -fshort-wchar: the WDK's WCHAR has two bytes");

/* SAL annotations mean nothing to this compiler. */
#define _In_
#define _In_opt_
#define _Inout_
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Outptr_result_maybenull_
#define _Flt_CompletionContext_Outptr_
#define _IRQL_requires_max_(irql)
#define _IRQL_requires_(irql)
#define _Must_inspect_result_
#define _Function_class_(name)
#define FLTAPI
#define CONST const
#define PAGED_CODE() ((void)0)
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define FlagOn(flags, flag) ((flags) & (flag))
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_ERROR(status) ((((uint32_t)(status)) >> 30) == 3)
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
typedef int32_t NTSTATUS, LONG;
typedef uint32_t ULONG, *PULONG;
typedef uint16_t USHORT;
typedef int16_t CSHORT;
typedef uint8_t UCHAR, BOOLEAN;
typedef char CCHAR, KPROCESSOR_MODE;
typedef uintptr_t ULONG_PTR;
typedef uint64_t ULONGLONG, ULONG64;
enum { KernelMode = 0, UserMode = 1 };

typedef union _LARGE_INTEGER {
    struct {
        ULONG LowPart;
        LONG HighPart;
    };
    int64_t QuadPart;
} LARGE_INTEGER;

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

#define FO_NO_INTERMEDIATE_BUFFERING 0x00000008u
#define FO_VOLUME_OPEN 0x00400000u
#define FO_BYPASS_IO_ENABLED 0x00800000u

typedef struct _FILE_OBJECT {
    ULONG Flags;
    UNICODE_STRING FileName; /* from the volume's root; empty for a volume open */
    PVOID FsContext;         /* the stream: shared by all file objects on it */
    PVOID FsContext2;        /* the open itself */
} FILE_OBJECT, *PFILE_OBJECT;

typedef struct _FLT_FILTER *PFLT_FILTER;
typedef struct _FLT_VOLUME *PFLT_VOLUME;
typedef struct _FLT_INSTANCE *PFLT_INSTANCE;
typedef struct _KTHREAD *PETHREAD;
typedef struct _KTRANSACTION *PKTRANSACTION;
typedef struct _FLT_TAG_DATA_BUFFER *PFLT_TAG_DATA_BUFFER;
typedef struct _MDL *PMDL;

#define IRP_MJ_CREATE ((UCHAR)0x00)
#define IRP_MJ_READ ((UCHAR)0x03)
#define IRP_MJ_WRITE ((UCHAR)0x04)
#define IRP_MJ_FILE_SYSTEM_CONTROL ((UCHAR)0x0D)
#define IRP_MJ_OPERATION_END ((UCHAR)0x80)
#define IRP_MN_USER_FS_REQUEST ((UCHAR)0x00)

#if defined(__GNUC__) && UINTPTR_MAX > 0xFFFFFFFFu
#define POINTER_ALIGNMENT __attribute__((aligned(8)))
#else
#define POINTER_ALIGNMENT
#endif

typedef union _FLT_PARAMETERS {
    struct {
        ULONG Length;
        ULONG POINTER_ALIGNMENT Key;
        LARGE_INTEGER ByteOffset;
        PVOID ReadBuffer;
        PMDL MdlAddress;
    } Read;
    struct {
        ULONG Length;
        ULONG POINTER_ALIGNMENT Key;
        LARGE_INTEGER ByteOffset;
        PVOID WriteBuffer;
        PMDL MdlAddress;
    } Write;
    union {
        struct {
            ULONG OutputBufferLength;
            ULONG POINTER_ALIGNMENT InputBufferLength;
            ULONG POINTER_ALIGNMENT FsControlCode;
        } Common;
        struct {
            ULONG OutputBufferLength;
            ULONG POINTER_ALIGNMENT InputBufferLength;
            ULONG POINTER_ALIGNMENT FsControlCode;
            PVOID SystemBuffer; /* input on the way down, output on the way up */
        } Buffered;
        struct {
            ULONG OutputBufferLength;
            ULONG POINTER_ALIGNMENT InputBufferLength;
            ULONG POINTER_ALIGNMENT FsControlCode;
            PVOID InputBuffer;
            PVOID OutputBuffer;
            PMDL OutputMdlAddress;
        } Neither;
    } FileSystemControl;
} FLT_PARAMETERS, *PFLT_PARAMETERS;

typedef struct _FLT_IO_PARAMETER_BLOCK {
    ULONG IrpFlags;
    UCHAR MajorFunction;
    UCHAR MinorFunction;
    UCHAR OperationFlags;
    UCHAR Reserved;
    PFILE_OBJECT TargetFileObject;
    PFLT_INSTANCE TargetInstance;
    FLT_PARAMETERS Parameters;
} FLT_IO_PARAMETER_BLOCK, *PFLT_IO_PARAMETER_BLOCK;

#define FLTFL_CALLBACK_DATA_IRP_OPERATION 0x00000001u
#define FLTFL_CALLBACK_DATA_SYSTEM_BUFFER 0x00000008u
#define FLTFL_CALLBACK_DATA_GENERATED_IO 0x00010000u
#define FLTFL_CALLBACK_DATA_POST_OPERATION 0x00080000u
#define FLTFL_CALLBACK_DATA_DIRTY 0x80000000u

typedef struct _FLT_CALLBACK_DATA {
    ULONG Flags;
    PETHREAD CONST Thread;
    PFLT_IO_PARAMETER_BLOCK CONST Iopb;
    IO_STATUS_BLOCK IoStatus;
    PFLT_TAG_DATA_BUFFER TagData;
    union {
        LIST_ENTRY QueueLinks;
        PVOID QueueContext[2];
    };
    PVOID FilterContext[4];
    KPROCESSOR_MODE RequestorMode;
} FLT_CALLBACK_DATA, *PFLT_CALLBACK_DATA;

typedef struct _FLT_RELATED_OBJECTS {
    USHORT CONST Size;
    USHORT CONST TransactionContext;
    PFLT_FILTER CONST Filter;
    PFLT_VOLUME CONST Volume;
    PFLT_INSTANCE CONST Instance;
    PFILE_OBJECT CONST FileObject;
    PKTRANSACTION CONST Transaction;
} FLT_RELATED_OBJECTS, *PFLT_RELATED_OBJECTS;
typedef CONST FLT_RELATED_OBJECTS *PCFLT_RELATED_OBJECTS;

typedef enum _FLT_PREOP_CALLBACK_STATUS {
    FLT_PREOP_SUCCESS_WITH_CALLBACK = 0,
    FLT_PREOP_SUCCESS_NO_CALLBACK = 1,
    FLT_PREOP_PENDING = 2,
    FLT_PREOP_DISALLOW_FASTIO = 3,
    FLT_PREOP_COMPLETE = 4,
    FLT_PREOP_SYNCHRONIZE = 5,
} FLT_PREOP_CALLBACK_STATUS;

typedef enum _FLT_POSTOP_CALLBACK_STATUS {
    FLT_POSTOP_FINISHED_PROCESSING = 0,
    FLT_POSTOP_MORE_PROCESSING_REQUIRED = 1,
} FLT_POSTOP_CALLBACK_STATUS;

typedef ULONG FLT_POST_OPERATION_FLAGS, FLT_FILTER_UNLOAD_FLAGS, FLT_INSTANCE_SETUP_FLAGS, FLT_INSTANCE_TEARDOWN_FLAGS,
    FLT_INSTANCE_QUERY_TEARDOWN_FLAGS, FLT_OPERATION_REGISTRATION_FLAGS, FLT_REGISTRATION_FLAGS, DEVICE_TYPE;
typedef int32_t FLT_FILESYSTEM_TYPE;
#define FLTFL_POST_OPERATION_DRAINING 0x00000001u
#define FLTFL_FILTER_UNLOAD_MANDATORY 0x00000001u

typedef FLT_PREOP_CALLBACK_STATUS(FLTAPI *PFLT_PRE_OPERATION_CALLBACK)(_Inout_ PFLT_CALLBACK_DATA Data,
                                                                      _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                                      _Out_ PVOID *CompletionContext);
typedef FLT_POSTOP_CALLBACK_STATUS(FLTAPI *PFLT_POST_OPERATION_CALLBACK)(_Inout_ PFLT_CALLBACK_DATA Data,
                                                                        _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                                        _In_opt_ PVOID CompletionContext,
                                                                        _In_ FLT_POST_OPERATION_FLAGS Flags);
typedef NTSTATUS(FLTAPI *PFLT_FILTER_UNLOAD_CALLBACK)(FLT_FILTER_UNLOAD_FLAGS Flags);
typedef NTSTATUS(FLTAPI *PFLT_INSTANCE_SETUP_CALLBACK)(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_SETUP_FLAGS Flags,
                                                      DEVICE_TYPE VolumeDeviceType,
                                                      FLT_FILESYSTEM_TYPE VolumeFilesystemType);
typedef NTSTATUS(FLTAPI *PFLT_INSTANCE_QUERY_TEARDOWN_CALLBACK)(PCFLT_RELATED_OBJECTS FltObjects,
                                                               FLT_INSTANCE_QUERY_TEARDOWN_FLAGS Flags);
typedef VOID(FLTAPI *PFLT_INSTANCE_TEARDOWN_CALLBACK)(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_TEARDOWN_FLAGS Reason);

typedef struct _FLT_OPERATION_REGISTRATION {
    UCHAR MajorFunction; /* IRP_MJ_OPERATION_END ends the array */
    FLT_OPERATION_REGISTRATION_FLAGS Flags;
    PFLT_PRE_OPERATION_CALLBACK PreOperation;
    PFLT_POST_OPERATION_CALLBACK PostOperation;
    PVOID Reserved1;
} FLT_OPERATION_REGISTRATION, *PFLT_OPERATION_REGISTRATION;

#define FLT_REGISTRATION_VERSION 0x0203

typedef struct _FLT_REGISTRATION {
    USHORT Size;
    USHORT Version;
    FLT_REGISTRATION_FLAGS Flags;
    CONST void *ContextRegistration;
    CONST FLT_OPERATION_REGISTRATION *OperationRegistration;
    PFLT_FILTER_UNLOAD_CALLBACK FilterUnloadCallback;
    PFLT_INSTANCE_SETUP_CALLBACK InstanceSetupCallback;
    PFLT_INSTANCE_QUERY_TEARDOWN_CALLBACK InstanceQueryTeardownCallback;
    PFLT_INSTANCE_TEARDOWN_CALLBACK InstanceTeardownStartCallback;
    PFLT_INSTANCE_TEARDOWN_CALLBACK InstanceTeardownCompleteCallback;
    PVOID GenerateFileNameCallback;
    PVOID NormalizeNameComponentCallback;
    PVOID NormalizeContextCleanupCallback;
    PVOID TransactionNotificationCallback;
    PVOID NormalizeNameComponentExCallback;
    PVOID SectionNotificationCallback;
} FLT_REGISTRATION, *PFLT_REGISTRATION;

NTSTATUS FLTAPI FltRegisterFilter(_In_ PDRIVER_OBJECT Driver, _In_ CONST FLT_REGISTRATION *Registration,
                                  _Outptr_ PFLT_FILTER *RetFilter);
NTSTATUS FLTAPI FltStartFiltering(_In_ PFLT_FILTER Filter);
VOID FLTAPI FltUnregisterFilter(_In_ PFLT_FILTER Filter);

/** Fills the FS_BPIO_OUTPUT of an ENABLE or QUERY with the caller's driver name, status and reason. The minifilter then
 *  completes the request with STATUS_SUCCESS and sizeof(FS_BPIO_OUTPUT). IRQL <= APC_LEVEL. */
_IRQL_requires_max_(APC_LEVEL) NTSTATUS FLTAPI FltVetoBypassIo(_In_ PFLT_CALLBACK_DATA CallbackData,
                                                              _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                              _In_ NTSTATUS OperationStatus,
                                                              _In_ PCUNICODE_STRING FailureReason);
