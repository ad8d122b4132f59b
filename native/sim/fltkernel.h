/* The part of fltkernel.h that BypassIO minifilters need, with the WDK's own names, types and values, so that a minifilter's C
 * file compiles against this header unchanged.
 *
 * Source: fltkernel.h pages of the Windows driver documentation and the windows-rs WDK bindings. Pointers are the simulator's
 * own; layouts follow the WDK where a minifilter can see them. */
#pragma once

#include "../wire/fltuser.h"
#include "ntkernel.h"

typedef struct _FLT_FILTER *PFLT_FILTER;
typedef struct _FLT_VOLUME *PFLT_VOLUME;
typedef struct _FLT_INSTANCE *PFLT_INSTANCE;
typedef struct _FLT_PORT *PFLT_PORT;
typedef PVOID PFLT_CONTEXT;
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
#define FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT 0x00000001u
#define FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT 0x00000002u
#define FLTFL_INSTANCE_TEARDOWN_MANUAL 0x00000001u
#define FLTFL_INSTANCE_TEARDOWN_FILTER_UNLOAD 0x00000002u
#define FLTFL_INSTANCE_TEARDOWN_VOLUME_DISMOUNT 0x00000008u

typedef int32_t INSTANCE_INFORMATION_CLASS;

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

/* Contexts: memory that a filter hangs on an instance or a stream and that goes with it. Reference counted. */

typedef USHORT FLT_CONTEXT_TYPE;
typedef USHORT FLT_CONTEXT_REGISTRATION_FLAGS;
#define FLT_INSTANCE_CONTEXT 0x0002
#define FLT_STREAM_CONTEXT 0x0008
#define FLT_CONTEXT_END 0xFFFF
#define FLT_VARIABLE_SIZED_CONTEXTS ((SIZE_T)-1)

typedef VOID(FLTAPI *PFLT_CONTEXT_CLEANUP_CALLBACK)(_In_ PFLT_CONTEXT Context, _In_ FLT_CONTEXT_TYPE ContextType);

typedef struct _FLT_CONTEXT_REGISTRATION {
    FLT_CONTEXT_TYPE ContextType; /* FLT_CONTEXT_END ends the array */
    FLT_CONTEXT_REGISTRATION_FLAGS Flags;
    PFLT_CONTEXT_CLEANUP_CALLBACK ContextCleanupCallback;
    SIZE_T Size;
    ULONG PoolTag;
    PVOID ContextAllocateCallback;
    PVOID ContextFreeCallback;
    PVOID Reserved1;
} FLT_CONTEXT_REGISTRATION, *PFLT_CONTEXT_REGISTRATION;

typedef enum _FLT_SET_CONTEXT_OPERATION {
    FLT_SET_CONTEXT_REPLACE_IF_EXISTS = 0,
    FLT_SET_CONTEXT_KEEP_IF_EXISTS = 1,
} FLT_SET_CONTEXT_OPERATION;

#define FLT_REGISTRATION_VERSION 0x0203

typedef struct _FLT_REGISTRATION {
    USHORT Size;
    USHORT Version;
    FLT_REGISTRATION_FLAGS Flags;
    CONST FLT_CONTEXT_REGISTRATION *ContextRegistration;
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


/* Instances. Every PFLT_INSTANCE and PFLT_VOLUME that a routine hands out is released with FltObjectDereference. */

NTSTATUS FLTAPI FltEnumerateInstances(_In_opt_ PFLT_VOLUME Volume, _In_opt_ PFLT_FILTER Filter, PFLT_INSTANCE *InstanceList,
                                      _In_ ULONG InstanceListSize, _Out_ PULONG NumberInstancesReturned);
NTSTATUS FLTAPI FltGetVolumeInstanceFromName(_In_opt_ PFLT_FILTER Filter, _In_ PFLT_VOLUME Volume,
                                             _In_opt_ PCUNICODE_STRING InstanceName, _Outptr_ PFLT_INSTANCE *RetInstance);
NTSTATUS FLTAPI FltGetVolumeFromInstance(_In_ PFLT_INSTANCE Instance, _Outptr_ PFLT_VOLUME *RetVolume);
NTSTATUS FLTAPI FltGetVolumeFromFileObject(_In_ PFLT_FILTER Filter, _In_ PFILE_OBJECT FileObject, _Outptr_ PFLT_VOLUME *RetVolume);
NTSTATUS FLTAPI FltGetInstanceInformation(_In_ PFLT_INSTANCE Instance, _In_ INSTANCE_INFORMATION_CLASS InformationClass,
                                          _Out_ PVOID Buffer, _In_ ULONG BufferSize, _Out_ PULONG BytesReturned);
VOID FLTAPI FltObjectDereference(_Inout_ PVOID FltObject);
NTSTATUS FLTAPI FltDetachVolume(_Inout_ PFLT_FILTER Filter, _Inout_ PFLT_VOLUME Volume, _In_opt_ PCUNICODE_STRING InstanceName);

/* Contexts */

NTSTATUS FLTAPI FltAllocateContext(_In_ PFLT_FILTER Filter, _In_ FLT_CONTEXT_TYPE ContextType, _In_ SIZE_T ContextSize,
                                   _In_ POOL_TYPE PoolType, _Outptr_ PFLT_CONTEXT *ReturnedContext);
VOID FLTAPI FltReferenceContext(_In_ PFLT_CONTEXT Context);
VOID FLTAPI FltReleaseContext(_In_ PFLT_CONTEXT Context);
NTSTATUS FLTAPI FltSetInstanceContext(_In_ PFLT_INSTANCE Instance, _In_ FLT_SET_CONTEXT_OPERATION Operation,
                                      _In_ PFLT_CONTEXT NewContext, _Outptr_opt_ PFLT_CONTEXT *OldContext);
NTSTATUS FLTAPI FltGetInstanceContext(_In_ PFLT_INSTANCE Instance, _Outptr_ PFLT_CONTEXT *Context);
NTSTATUS FLTAPI FltSetStreamContext(_In_ PFLT_INSTANCE Instance, _In_ PFILE_OBJECT FileObject,
                                    _In_ FLT_SET_CONTEXT_OPERATION Operation, _In_ PFLT_CONTEXT NewContext,
                                    _Outptr_opt_ PFLT_CONTEXT *OldContext);
NTSTATUS FLTAPI FltGetStreamContext(_In_ PFLT_INSTANCE Instance, _In_ PFILE_OBJECT FileObject, _Outptr_ PFLT_CONTEXT *Context);

/* Names */

typedef ULONG FLT_FILE_NAME_OPTIONS;
#define FLT_FILE_NAME_NORMALIZED 0x00000001u
#define FLT_FILE_NAME_OPENED 0x00000002u
#define FLT_FILE_NAME_QUERY_DEFAULT 0x00000100u

typedef struct _FLT_FILE_NAME_INFORMATION {
    USHORT Size;
    USHORT NamesParsed;
    FLT_FILE_NAME_OPTIONS Format;
    UNICODE_STRING Name; /* \Device\HarddiskVolumeN\... */
    UNICODE_STRING Volume;
    UNICODE_STRING Share;
    UNICODE_STRING Extension;
    UNICODE_STRING Stream;
    UNICODE_STRING FinalComponent;
    UNICODE_STRING ParentDir;
} FLT_FILE_NAME_INFORMATION, *PFLT_FILE_NAME_INFORMATION;

NTSTATUS FLTAPI FltGetFileNameInformation(_In_ PFLT_CALLBACK_DATA CallbackData, _In_ FLT_FILE_NAME_OPTIONS NameOptions,
                                          _Outptr_ PFLT_FILE_NAME_INFORMATION *FileNameInformation);
VOID FLTAPI FltReleaseFileNameInformation(_In_ PFLT_FILE_NAME_INFORMATION FileNameInformation);
PEPROCESS FLTAPI FltGetRequestorProcess(_In_ PFLT_CALLBACK_DATA CallbackData);
ULONG FLTAPI FltGetRequestorProcessId(_In_ PFLT_CALLBACK_DATA CallbackData);

/* Requests of a filter's own */

/** Sends a file system control to the filters below the instance and to the file system. PASSIVE_LEVEL. */
NTSTATUS FLTAPI FltFsControlFile(_In_ PFLT_INSTANCE Instance, _In_ PFILE_OBJECT FileObject, _In_ ULONG FsControlCode,
                                 _In_opt_ PVOID InputBuffer, _In_ ULONG InputBufferLength, _Out_opt_ PVOID OutputBuffer,
                                 _In_ ULONG OutputBufferLength, _Out_opt_ PULONG LengthReturned);

/* Communication ports */

#define FLT_PORT_CONNECT 0x0001u
#define FLT_PORT_ALL_ACCESS (FLT_PORT_CONNECT | 0x001F0000u)

typedef NTSTATUS(FLTAPI *PFLT_CONNECT_NOTIFY)(_In_ PFLT_PORT ClientPort, _In_opt_ PVOID ServerPortCookie,
                                             _In_opt_ PVOID ConnectionContext, _In_ ULONG SizeOfContext,
                                             _Outptr_result_maybenull_ PVOID *ConnectionPortCookie);
typedef VOID(FLTAPI *PFLT_DISCONNECT_NOTIFY)(_In_opt_ PVOID ConnectionCookie);
typedef NTSTATUS(FLTAPI *PFLT_MESSAGE_NOTIFY)(_In_opt_ PVOID PortCookie, _In_opt_ PVOID InputBuffer,
                                             _In_ ULONG InputBufferLength, _Out_opt_ PVOID OutputBuffer,
                                             _In_ ULONG OutputBufferLength, _Out_ PULONG ReturnOutputBufferLength);

NTSTATUS FLTAPI FltBuildDefaultSecurityDescriptor(_Outptr_ PSECURITY_DESCRIPTOR *SecurityDescriptor,
                                                  _In_ ACCESS_MASK DesiredAccess);
VOID FLTAPI FltFreeSecurityDescriptor(_In_ PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSTATUS FLTAPI FltCreateCommunicationPort(_In_ PFLT_FILTER Filter, _Outptr_ PFLT_PORT *ServerPort,
                                           _In_ POBJECT_ATTRIBUTES ObjectAttributes, _In_opt_ PVOID ServerPortCookie,
                                           _In_ PFLT_CONNECT_NOTIFY ConnectNotifyCallback,
                                           _In_ PFLT_DISCONNECT_NOTIFY DisconnectNotifyCallback,
                                           _In_opt_ PFLT_MESSAGE_NOTIFY MessageNotifyCallback, _In_ LONG MaxConnections);
VOID FLTAPI FltCloseCommunicationPort(_In_ PFLT_PORT ServerPort);
VOID FLTAPI FltCloseClientPort(_In_ PFLT_FILTER Filter, _Inout_ PFLT_PORT *ClientPort); /* sets it to NULL */

/** Hands a message to the client and waits: for its reply when there is room for one, else until it was fetched. A timeout is
 *  relative and negative, in 100 ns; NULL waits for ever. STATUS_TIMEOUT is a success code. IRQL <= APC_LEVEL. */
NTSTATUS FLTAPI FltSendMessage(_In_ PFLT_FILTER Filter, _In_ PFLT_PORT *ClientPort, _In_ PVOID SenderBuffer,
                               _In_ ULONG SenderBufferLength, _Out_opt_ PVOID ReplyBuffer, _Inout_ PULONG ReplyLength,
                               _In_opt_ PLARGE_INTEGER Timeout);

/* BypassIO */

/** Fills the FS_BPIO_OUTPUT of an ENABLE or QUERY with the caller's driver name, status and reason. The minifilter then
 *  completes the request with STATUS_SUCCESS and sizeof(FS_BPIO_OUTPUT). IRQL <= APC_LEVEL. */
_IRQL_requires_max_(APC_LEVEL) NTSTATUS FLTAPI FltVetoBypassIo(_In_ PFLT_CALLBACK_DATA CallbackData,
                                                              _In_ PCFLT_RELATED_OBJECTS FltObjects,
                                                              _In_ NTSTATUS OperationStatus,
                                                              _In_ PCUNICODE_STRING FailureReason);
