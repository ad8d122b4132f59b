/* Prints the layouts, statuses and constants of the wire headers as JSON. TypeScript keeps layouts of its own; a test compares
 * them with this output. Member names are the C names, without the "Type." of the SDK's unions. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "etw.h"
#include "fltuser.h"
#include "probe.h"
#include "shell.h"
#include "status.h"
#include "win32.h"

static bool isFirstStructure = true, isFirstField = true, isFirstItem = true;

static void beginStructure(const char *name, size_t size)
{
    printf("%s\n    \"%s\": {\"size\": %zu, \"fields\": {", isFirstStructure ? "" : ",", name, size);
    isFirstStructure = false;
    isFirstField = true;
}

static void field(const char *name, size_t offset, size_t size)
{
    const char *shown = strncmp(name, "Type.", 5) == 0 ? name + 5 : name;
    printf("%s\"%s\": [%zu, %zu]", isFirstField ? "" : ", ", shown, offset, size);
    isFirstField = false;
}

static void endStructure(void)
{
    printf("}}");
}

static void status(uint32_t ntstatus, const char *name, uint32_t win32, const char *text)
{
    printf("%s\n    {\"ntstatus\": %" PRIu32 ", \"name\": \"STATUS_%s\", \"win32\": %" PRIu32 ", \"message\": \"%s\"}",
           isFirstItem ? "" : ",", ntstatus, name, win32, text);
    isFirstItem = false;
}

/* A code that only Win32 has: no NTSTATUS. */
static void win32Code(const char *name, uint32_t win32, const char *text)
{
    printf("%s\n    {\"ntstatus\": null, \"name\": \"ERROR_%s\", \"win32\": %" PRIu32 ", \"message\": \"%s\"}",
           isFirstItem ? "" : ",", name, win32, text);
    isFirstItem = false;
}

static void constant(const char *name, uint32_t value)
{
    printf("%s\n    \"%s\": %" PRIu32, isFirstItem ? "" : ",", name, value);
    isFirstItem = false;
}

#define FIELD(type, member) field(#member, offsetof(type, member), sizeof(((type *)0)->member));
#define CONSTANT(name) constant(#name, (uint32_t)(name));

/* STRUCTURE(type, FIELDS): FIELDS(F) lists F(type, member) */
#define STRUCTURE(type, fields)         \
    beginStructure(#type, sizeof(type)); \
    fields(FIELD) endStructure();

#define BPIO_INPUT(F) F(FS_BPIO_INPUT, Operation) F(FS_BPIO_INPUT, InFlags) F(FS_BPIO_INPUT, Reserved1) F(FS_BPIO_INPUT, Reserved2)
#define BPIO_RESULTS(F)                                                                       \
    F(FS_BPIO_RESULTS, OpStatus) F(FS_BPIO_RESULTS, FailingDriverNameLen)                     \
    F(FS_BPIO_RESULTS, FailingDriverName) F(FS_BPIO_RESULTS, FailureReasonLen) F(FS_BPIO_RESULTS, FailureReason)
#define BPIO_INFO(F) F(FS_BPIO_INFO, ActiveBypassIoCount) F(FS_BPIO_INFO, StorageDriverNameLen) F(FS_BPIO_INFO, StorageDriverName)
#define BPIO_OUTPUT(F)                                                                                                 \
    F(FS_BPIO_OUTPUT, Operation) F(FS_BPIO_OUTPUT, OutFlags) F(FS_BPIO_OUTPUT, Reserved1) F(FS_BPIO_OUTPUT, Reserved2) \
    F(FS_BPIO_OUTPUT, Enable) F(FS_BPIO_OUTPUT, Query) F(FS_BPIO_OUTPUT, VolumeStackResume)                            \
    F(FS_BPIO_OUTPUT, StreamResume) F(FS_BPIO_OUTPUT, GetInfo)

#define PROPERTY_QUERY(F) \
    F(STORAGE_PROPERTY_QUERY, PropertyId) F(STORAGE_PROPERTY_QUERY, QueryType) F(STORAGE_PROPERTY_QUERY, AdditionalParameters)
#define DEVICE_DESCRIPTOR(F)                                                                                                  \
    F(STORAGE_DEVICE_DESCRIPTOR, Version) F(STORAGE_DEVICE_DESCRIPTOR, Size) F(STORAGE_DEVICE_DESCRIPTOR, DeviceType)         \
    F(STORAGE_DEVICE_DESCRIPTOR, DeviceTypeModifier) F(STORAGE_DEVICE_DESCRIPTOR, RemovableMedia)                             \
    F(STORAGE_DEVICE_DESCRIPTOR, CommandQueueing) F(STORAGE_DEVICE_DESCRIPTOR, VendorIdOffset)                                \
    F(STORAGE_DEVICE_DESCRIPTOR, ProductIdOffset) F(STORAGE_DEVICE_DESCRIPTOR, ProductRevisionOffset)                         \
    F(STORAGE_DEVICE_DESCRIPTOR, SerialNumberOffset) F(STORAGE_DEVICE_DESCRIPTOR, BusType)                                    \
    F(STORAGE_DEVICE_DESCRIPTOR, RawPropertiesLength) F(STORAGE_DEVICE_DESCRIPTOR, RawDeviceProperties)
#define ADAPTER_DESCRIPTOR(F)                                                                                                 \
    F(STORAGE_ADAPTER_DESCRIPTOR, Version) F(STORAGE_ADAPTER_DESCRIPTOR, Size)                                                \
    F(STORAGE_ADAPTER_DESCRIPTOR, MaximumTransferLength) F(STORAGE_ADAPTER_DESCRIPTOR, MaximumPhysicalPages)                  \
    F(STORAGE_ADAPTER_DESCRIPTOR, AlignmentMask) F(STORAGE_ADAPTER_DESCRIPTOR, AdapterUsesPio)                                \
    F(STORAGE_ADAPTER_DESCRIPTOR, AdapterScansDown) F(STORAGE_ADAPTER_DESCRIPTOR, CommandQueueing)                            \
    F(STORAGE_ADAPTER_DESCRIPTOR, AcceleratedTransfer) F(STORAGE_ADAPTER_DESCRIPTOR, BusType)                                 \
    F(STORAGE_ADAPTER_DESCRIPTOR, BusMajorVersion) F(STORAGE_ADAPTER_DESCRIPTOR, BusMinorVersion)                             \
    F(STORAGE_ADAPTER_DESCRIPTOR, SrbType) F(STORAGE_ADAPTER_DESCRIPTOR, AddressType)
#define DEVICE_NUMBER(F) \
    F(STORAGE_DEVICE_NUMBER, DeviceType) F(STORAGE_DEVICE_NUMBER, DeviceNumber) F(STORAGE_DEVICE_NUMBER, PartitionNumber)
#define ONE_DISK_EXTENT(F) F(DISK_EXTENT, DiskNumber) F(DISK_EXTENT, StartingOffset) F(DISK_EXTENT, ExtentLength)
#define DISK_EXTENTS(F) F(VOLUME_DISK_EXTENTS, NumberOfDiskExtents) F(VOLUME_DISK_EXTENTS, Extents)
#define WOF_INFO(F) F(WOF_EXTERNAL_INFO, Version) F(WOF_EXTERNAL_INFO, Provider)
#define FILE_PROVIDER(F)                                                                            \
    F(FILE_PROVIDER_EXTERNAL_INFO_V1, Version) F(FILE_PROVIDER_EXTERNAL_INFO_V1, Algorithm)         \
    F(FILE_PROVIDER_EXTERNAL_INFO_V1, Flags)
#define STARTING_VCN(F) F(STARTING_VCN_INPUT_BUFFER, StartingVcn)
#define RETRIEVAL_POINTERS(F) \
    F(RETRIEVAL_POINTERS_BUFFER, ExtentCount) F(RETRIEVAL_POINTERS_BUFFER, StartingVcn) F(RETRIEVAL_POINTERS_BUFFER, Extents)
#define BASIC_INFO(F)                                                                                            \
    F(FILE_BASIC_INFO, CreationTime) F(FILE_BASIC_INFO, LastAccessTime) F(FILE_BASIC_INFO, LastWriteTime)        \
    F(FILE_BASIC_INFO, ChangeTime) F(FILE_BASIC_INFO, FileAttributes)
#define STANDARD_INFO(F)                                                                                         \
    F(FILE_STANDARD_INFO, AllocationSize) F(FILE_STANDARD_INFO, EndOfFile) F(FILE_STANDARD_INFO, NumberOfLinks)  \
    F(FILE_STANDARD_INFO, DeletePending) F(FILE_STANDARD_INFO, Directory)
#define TAG_INFO(F) F(FILE_ATTRIBUTE_TAG_INFO, FileAttributes) F(FILE_ATTRIBUTE_TAG_INFO, ReparseTag)
#define FIND_DATA(F)                                                                                                          \
    F(WIN32_FIND_DATAW, dwFileAttributes) F(WIN32_FIND_DATAW, ftCreationTime) F(WIN32_FIND_DATAW, ftLastAccessTime)           \
    F(WIN32_FIND_DATAW, ftLastWriteTime) F(WIN32_FIND_DATAW, nFileSizeHigh) F(WIN32_FIND_DATAW, nFileSizeLow)                 \
    F(WIN32_FIND_DATAW, dwReserved0) F(WIN32_FIND_DATAW, dwReserved1) F(WIN32_FIND_DATAW, cFileName)                          \
    F(WIN32_FIND_DATAW, cAlternateFileName)
#define OS_VERSION(F)                                                                                                         \
    F(OSVERSIONINFOEXW, dwOSVersionInfoSize) F(OSVERSIONINFOEXW, dwMajorVersion) F(OSVERSIONINFOEXW, dwMinorVersion)          \
    F(OSVERSIONINFOEXW, dwBuildNumber) F(OSVERSIONINFOEXW, dwPlatformId) F(OSVERSIONINFOEXW, szCSDVersion)                    \
    F(OSVERSIONINFOEXW, wServicePackMajor) F(OSVERSIONINFOEXW, wServicePackMinor) F(OSVERSIONINFOEXW, wSuiteMask)             \
    F(OSVERSIONINFOEXW, wProductType) F(OSVERSIONINFOEXW, wReserved)
#define FIXED_FILE_INFO(F)                                                                                                    \
    F(VS_FIXEDFILEINFO, dwSignature) F(VS_FIXEDFILEINFO, dwStrucVersion) F(VS_FIXEDFILEINFO, dwFileVersionMS)                 \
    F(VS_FIXEDFILEINFO, dwFileVersionLS) F(VS_FIXEDFILEINFO, dwProductVersionMS) F(VS_FIXEDFILEINFO, dwProductVersionLS)      \
    F(VS_FIXEDFILEINFO, dwFileFlagsMask) F(VS_FIXEDFILEINFO, dwFileFlags) F(VS_FIXEDFILEINFO, dwFileOS)                       \
    F(VS_FIXEDFILEINFO, dwFileType) F(VS_FIXEDFILEINFO, dwFileSubtype) F(VS_FIXEDFILEINFO, dwFileDateMS)                      \
    F(VS_FIXEDFILEINFO, dwFileDateLS)
#define ELEVATION(F) F(TOKEN_ELEVATION, TokenIsElevated)

#define SHELL_EXECUTE(F)                                                                                         \
    F(SHELLEXECUTEINFOW, cbSize) F(SHELLEXECUTEINFOW, fMask) F(SHELLEXECUTEINFOW, hwnd) F(SHELLEXECUTEINFOW, lpVerb) \
    F(SHELLEXECUTEINFOW, lpFile) F(SHELLEXECUTEINFOW, lpParameters) F(SHELLEXECUTEINFOW, lpDirectory)            \
    F(SHELLEXECUTEINFOW, nShow) F(SHELLEXECUTEINFOW, hInstApp) F(SHELLEXECUTEINFOW, lpIDList)                    \
    F(SHELLEXECUTEINFOW, lpClass) F(SHELLEXECUTEINFOW, hkeyClass) F(SHELLEXECUTEINFOW, dwHotKey)                 \
    F(SHELLEXECUTEINFOW, hIcon) F(SHELLEXECUTEINFOW, hProcess)

#define FILTER_FULL(F)                                                                                           \
    F(FILTER_FULL_INFORMATION, NextEntryOffset) F(FILTER_FULL_INFORMATION, FrameID)                              \
    F(FILTER_FULL_INFORMATION, NumberOfInstances) F(FILTER_FULL_INFORMATION, FilterNameLength)                   \
    F(FILTER_FULL_INFORMATION, FilterNameBuffer)
#define FILTER_BASIC(F)                                                                                          \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, NextEntryOffset) F(FILTER_AGGREGATE_BASIC_INFORMATION, Flags)          \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FrameID)                                               \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.NumberOfInstances)                                     \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterNameLength)                                      \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterNameBufferOffset)                                \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterAltitudeLength)                                  \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterAltitudeBufferOffset)                            \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.LegacyFilter.FilterNameLength)                                    \
    F(FILTER_AGGREGATE_BASIC_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset)
#define FILTER_STANDARD(F)                                                                                       \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, NextEntryOffset) F(FILTER_AGGREGATE_STANDARD_INFORMATION, Flags)    \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.Flags)                                              \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FrameID)                                            \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.NumberOfInstances)                                  \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameLength)                                   \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameBufferOffset)                             \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterAltitudeLength)                               \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterAltitudeBufferOffset)                         \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.Flags)                                            \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameLength)                                 \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset)                           \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterAltitudeLength)                             \
    F(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterAltitudeBufferOffset)
#define VOLUME_BASIC(F) \
    F(FILTER_VOLUME_BASIC_INFORMATION, FilterVolumeNameLength) F(FILTER_VOLUME_BASIC_INFORMATION, FilterVolumeName)
#define VOLUME_STANDARD(F)                                                                                       \
    F(FILTER_VOLUME_STANDARD_INFORMATION, NextEntryOffset) F(FILTER_VOLUME_STANDARD_INFORMATION, Flags)          \
    F(FILTER_VOLUME_STANDARD_INFORMATION, FrameID) F(FILTER_VOLUME_STANDARD_INFORMATION, FileSystemType)         \
    F(FILTER_VOLUME_STANDARD_INFORMATION, FilterVolumeNameLength) F(FILTER_VOLUME_STANDARD_INFORMATION, FilterVolumeName)
#define INSTANCE_BASIC(F)                                                                                        \
    F(INSTANCE_BASIC_INFORMATION, NextEntryOffset) F(INSTANCE_BASIC_INFORMATION, InstanceNameLength)             \
    F(INSTANCE_BASIC_INFORMATION, InstanceNameBufferOffset)
#define INSTANCE_PARTIAL(F)                                                                                      \
    F(INSTANCE_PARTIAL_INFORMATION, NextEntryOffset) F(INSTANCE_PARTIAL_INFORMATION, InstanceNameLength)         \
    F(INSTANCE_PARTIAL_INFORMATION, InstanceNameBufferOffset) F(INSTANCE_PARTIAL_INFORMATION, AltitudeLength)    \
    F(INSTANCE_PARTIAL_INFORMATION, AltitudeBufferOffset)
#define INSTANCE_FULL(F)                                                                                         \
    F(INSTANCE_FULL_INFORMATION, NextEntryOffset) F(INSTANCE_FULL_INFORMATION, InstanceNameLength)               \
    F(INSTANCE_FULL_INFORMATION, InstanceNameBufferOffset) F(INSTANCE_FULL_INFORMATION, AltitudeLength)          \
    F(INSTANCE_FULL_INFORMATION, AltitudeBufferOffset) F(INSTANCE_FULL_INFORMATION, VolumeNameLength)            \
    F(INSTANCE_FULL_INFORMATION, VolumeNameBufferOffset) F(INSTANCE_FULL_INFORMATION, FilterNameLength)          \
    F(INSTANCE_FULL_INFORMATION, FilterNameBufferOffset)
#define INSTANCE_AGGREGATE(F)                                                                                    \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, NextEntryOffset) F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Flags) \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.Flags)                                            \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FrameID)                                          \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeFileSystemType)                             \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.InstanceNameLength)                               \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.InstanceNameBufferOffset)                         \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.AltitudeLength)                                   \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.AltitudeBufferOffset)                             \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeNameLength)                                 \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeNameBufferOffset)                           \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameLength)                                 \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameBufferOffset)                           \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.SupportedFeatures)                                \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.Flags)                                          \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.AltitudeLength)                                 \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.AltitudeBufferOffset)                           \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.VolumeNameLength)                               \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.VolumeNameBufferOffset)                         \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameLength)                               \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset)                         \
    F(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.SupportedFeatures)

static void printBypassIo(void)
{
    STRUCTURE(FS_BPIO_INPUT, BPIO_INPUT)
    STRUCTURE(FS_BPIO_RESULTS, BPIO_RESULTS)
    STRUCTURE(FS_BPIO_INFO, BPIO_INFO)
    STRUCTURE(FS_BPIO_OUTPUT, BPIO_OUTPUT)
}

static void printWin32(void)
{
    STRUCTURE(STORAGE_PROPERTY_QUERY, PROPERTY_QUERY)
    STRUCTURE(STORAGE_DEVICE_DESCRIPTOR, DEVICE_DESCRIPTOR)
    STRUCTURE(STORAGE_ADAPTER_DESCRIPTOR, ADAPTER_DESCRIPTOR)
    STRUCTURE(STORAGE_DEVICE_NUMBER, DEVICE_NUMBER)
    STRUCTURE(DISK_EXTENT, ONE_DISK_EXTENT)
    STRUCTURE(VOLUME_DISK_EXTENTS, DISK_EXTENTS)
    STRUCTURE(WOF_EXTERNAL_INFO, WOF_INFO)
    STRUCTURE(FILE_PROVIDER_EXTERNAL_INFO_V1, FILE_PROVIDER)
    STRUCTURE(STARTING_VCN_INPUT_BUFFER, STARTING_VCN)
    STRUCTURE(RETRIEVAL_POINTERS_BUFFER, RETRIEVAL_POINTERS)
    STRUCTURE(FILE_BASIC_INFO, BASIC_INFO)
    STRUCTURE(FILE_STANDARD_INFO, STANDARD_INFO)
    STRUCTURE(FILE_ATTRIBUTE_TAG_INFO, TAG_INFO)
    STRUCTURE(WIN32_FIND_DATAW, FIND_DATA)
    STRUCTURE(OSVERSIONINFOEXW, OS_VERSION)
    STRUCTURE(VS_FIXEDFILEINFO, FIXED_FILE_INFO)
    STRUCTURE(TOKEN_ELEVATION, ELEVATION)
    STRUCTURE(SHELLEXECUTEINFOW, SHELL_EXECUTE)
}

#define PRIVILEGES(F) F(TOKEN_PRIVILEGES, PrivilegeCount) F(TOKEN_PRIVILEGES, Privileges)
#define REQUEST(F) \
    F(PROBE_REQUEST, Version) F(PROBE_REQUEST, ByteLength) F(PROBE_REQUEST, Command) F(PROBE_REQUEST, Reserved)
#define ASK(F)                                                                                                   \
    F(PROBE_ASK, Head.Version) F(PROBE_ASK, Head.ByteLength) F(PROBE_ASK, Head.Command) F(PROBE_ASK, Head.Reserved) \
    F(PROBE_ASK, FileHandle) F(PROBE_ASK, InFlags) F(PROBE_ASK, NameUnits) F(PROBE_ASK, Reserved) F(PROBE_ASK, Name)
#define ANSWER(F)                                                                                                \
    F(PROBE_ANSWER, Version) F(PROBE_ANSWER, ByteLength) F(PROBE_ANSWER, Status) F(PROBE_ANSWER, ReturnedBytes)  \
    F(PROBE_ANSWER, Output)
#define VERSION(F)                                                                                               \
    F(PROBE_VERSION, Version) F(PROBE_VERSION, ByteLength) F(PROBE_VERSION, DriverVersion)                       \
    F(PROBE_VERSION, Capabilities) F(PROBE_VERSION, RingCapacityCount) F(PROBE_VERSION, Reserved)
#define STATISTICS(F)                                                                                            \
    F(PROBE_STATISTICS, Version) F(PROBE_STATISTICS, ByteLength) F(PROBE_STATISTICS, ObservedCount)              \
    F(PROBE_STATISTICS, DroppedCount) F(PROBE_STATISTICS, DrainedCount) F(PROBE_STATISTICS, AskedCount)          \
    F(PROBE_STATISTICS, WaitingCount) F(PROBE_STATISTICS, Reserved)

static void printProbe(void)
{
    STRUCTURE(TOKEN_PRIVILEGES, PRIVILEGES)
    STRUCTURE(PROBE_REQUEST, REQUEST)
    STRUCTURE(PROBE_ASK, ASK)
    STRUCTURE(PROBE_ANSWER, ANSWER)
    STRUCTURE(PROBE_VERSION, VERSION)
    STRUCTURE(PROBE_STATISTICS, STATISTICS)
}

static void printFilterLists(void)
{
    STRUCTURE(FILTER_FULL_INFORMATION, FILTER_FULL)
    STRUCTURE(FILTER_AGGREGATE_BASIC_INFORMATION, FILTER_BASIC)
    STRUCTURE(FILTER_AGGREGATE_STANDARD_INFORMATION, FILTER_STANDARD)
    STRUCTURE(FILTER_VOLUME_BASIC_INFORMATION, VOLUME_BASIC)
    STRUCTURE(FILTER_VOLUME_STANDARD_INFORMATION, VOLUME_STANDARD)
    STRUCTURE(INSTANCE_BASIC_INFORMATION, INSTANCE_BASIC)
    STRUCTURE(INSTANCE_PARTIAL_INFORMATION, INSTANCE_PARTIAL)
    STRUCTURE(INSTANCE_FULL_INFORMATION, INSTANCE_FULL)
    STRUCTURE(INSTANCE_AGGREGATE_STANDARD_INFORMATION, INSTANCE_AGGREGATE)
}

static void printConstants(void)
{
    CONSTANT(FSCTL_MANAGE_BYPASS_IO) CONSTANT(FS_BPIO_OP_ENABLE) CONSTANT(FS_BPIO_OP_DISABLE) CONSTANT(FS_BPIO_OP_QUERY)
    CONSTANT(FS_BPIO_OP_VOLUME_STACK_PAUSE) CONSTANT(FS_BPIO_OP_VOLUME_STACK_RESUME) CONSTANT(FS_BPIO_OP_STREAM_PAUSE)
    CONSTANT(FS_BPIO_OP_STREAM_RESUME) CONSTANT(FS_BPIO_OP_GET_INFO) CONSTANT(FS_BPIO_OP_MAX_OPERATION)
    CONSTANT(FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY) CONSTANT(FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED)
    CONSTANT(FSBPIO_OUTFL_STREAM_BYPASS_PAUSED) CONSTANT(FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED)
    CONSTANT(FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER) CONSTANT(GENERIC_READ) CONSTANT(GENERIC_WRITE)
    CONSTANT(FILE_READ_DATA) CONSTANT(FILE_READ_ATTRIBUTES) CONSTANT(OPEN_EXISTING) CONSTANT(FILE_FLAG_NO_BUFFERING)
    CONSTANT(FILE_FLAG_OVERLAPPED) CONSTANT(FILE_FLAG_BACKUP_SEMANTICS) CONSTANT(FILE_FLAG_OPEN_REPARSE_POINT)
    CONSTANT(FILE_ATTRIBUTE_READONLY) CONSTANT(FILE_ATTRIBUTE_DIRECTORY) CONSTANT(FILE_ATTRIBUTE_SPARSE_FILE)
    CONSTANT(FILE_ATTRIBUTE_REPARSE_POINT) CONSTANT(FILE_ATTRIBUTE_COMPRESSED) CONSTANT(FILE_ATTRIBUTE_OFFLINE)
    CONSTANT(FILE_ATTRIBUTE_ENCRYPTED) CONSTANT(INVALID_FILE_ATTRIBUTES) CONSTANT(FILE_FILE_COMPRESSION)
    CONSTANT(FILE_SUPPORTS_SPARSE_FILES) CONSTANT(FILE_SUPPORTS_REPARSE_POINTS) CONSTANT(FILE_SUPPORTS_BYPASS_IO)
    CONSTANT(FILE_SUPPORTS_ENCRYPTION) CONSTANT(FILE_DAX_VOLUME) CONSTANT(FSCTL_GET_RETRIEVAL_POINTERS)
    CONSTANT(FSCTL_GET_EXTERNAL_BACKING) CONSTANT(IOCTL_STORAGE_QUERY_PROPERTY) CONSTANT(IOCTL_STORAGE_GET_DEVICE_NUMBER)
    CONSTANT(IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS) CONSTANT(FORMAT_MESSAGE_FROM_SYSTEM) CONSTANT(RRF_RT_REG_SZ)
    CONSTANT(RRF_RT_REG_EXPAND_SZ) CONSTANT(RRF_RT_REG_DWORD) CONSTANT(RRF_RT_REG_MULTI_SZ) CONSTANT(RRF_NOEXPAND)
    CONSTANT(TokenElevation) CONSTANT(VS_FFI_SIGNATURE) CONSTANT(FilterFullInformation)
    CONSTANT(FilterAggregateBasicInformation) CONSTANT(FilterAggregateStandardInformation)
    CONSTANT(FilterVolumeBasicInformation) CONSTANT(FilterVolumeStandardInformation) CONSTANT(InstanceBasicInformation)
    CONSTANT(InstancePartialInformation) CONSTANT(InstanceFullInformation) CONSTANT(InstanceAggregateStandardInformation)
    CONSTANT(FLTFL_IS_MINIFILTER) CONSTANT(FLTFL_IS_LEGACYFILTER) CONSTANT(BusTypeUsb) CONSTANT(BusTypeNvme)
    CONSTANT(BusTypeSata) CONSTANT(SEE_MASK_NOCLOSEPROCESS) CONSTANT(SEE_MASK_NOASYNC) CONSTANT(SEE_MASK_FLAG_NO_UI)
    CONSTANT(SE_ERR_FNF) CONSTANT(SE_ERR_ACCESSDENIED) CONSTANT(ERROR_CANCELLED) CONSTANT(STILL_ACTIVE)
}

#define TRACE_PROPERTIES(F)                                                                                             \
    F(EVENT_TRACE_PROPERTIES, Wnode.BufferSize) F(EVENT_TRACE_PROPERTIES, Wnode.HistoricalContext)                      \
    F(EVENT_TRACE_PROPERTIES, Wnode.Guid) F(EVENT_TRACE_PROPERTIES, Wnode.ClientContext)                                \
    F(EVENT_TRACE_PROPERTIES, Wnode.Flags) F(EVENT_TRACE_PROPERTIES, BufferSize)                                        \
    F(EVENT_TRACE_PROPERTIES, MinimumBuffers) F(EVENT_TRACE_PROPERTIES, MaximumBuffers)                                 \
    F(EVENT_TRACE_PROPERTIES, LogFileMode) F(EVENT_TRACE_PROPERTIES, FlushTimer)                                        \
    F(EVENT_TRACE_PROPERTIES, NumberOfBuffers) F(EVENT_TRACE_PROPERTIES, FreeBuffers)                                   \
    F(EVENT_TRACE_PROPERTIES, EventsLost) F(EVENT_TRACE_PROPERTIES, BuffersWritten)                                     \
    F(EVENT_TRACE_PROPERTIES, LogBuffersLost) F(EVENT_TRACE_PROPERTIES, RealTimeBuffersLost)                            \
    F(EVENT_TRACE_PROPERTIES, LogFileNameOffset) F(EVENT_TRACE_PROPERTIES, LoggerNameOffset)
#define TRACE_LOGFILE(F)                                                                                                \
    F(EVENT_TRACE_LOGFILEW, LoggerName) F(EVENT_TRACE_LOGFILEW, ProcessTraceMode)                                       \
    F(EVENT_TRACE_LOGFILEW, BufferCallback) F(EVENT_TRACE_LOGFILEW, EventsLost)                                         \
    F(EVENT_TRACE_LOGFILEW, EventRecordCallback) F(EVENT_TRACE_LOGFILEW, Context)
#define TRACE_PARAMETERS(F)                                                                                             \
    F(ENABLE_TRACE_PARAMETERS, Version) F(ENABLE_TRACE_PARAMETERS, EnableFilterDesc)                                    \
    F(ENABLE_TRACE_PARAMETERS, FilterDescCount)
#define FILTER_DESCRIPTOR(F) \
    F(EVENT_FILTER_DESCRIPTOR, Ptr) F(EVENT_FILTER_DESCRIPTOR, Size) F(EVENT_FILTER_DESCRIPTOR, Type)
#define TRACE_RECORD(F)                                                                                                 \
    F(EVENT_RECORD, EventHeader.ThreadId) F(EVENT_RECORD, EventHeader.ProcessId) F(EVENT_RECORD, EventHeader.TimeStamp) \
    F(EVENT_RECORD, EventHeader.EventDescriptor.Id) F(EVENT_RECORD, EventHeader.EventDescriptor.Version)                \
    F(EVENT_RECORD, EventHeader.EventDescriptor.Level) F(EVENT_RECORD, UserDataLength) F(EVENT_RECORD, UserData)

static void printEventTracing(void)
{
    STRUCTURE(EVENT_TRACE_PROPERTIES, TRACE_PROPERTIES)
    STRUCTURE(EVENT_TRACE_LOGFILEW, TRACE_LOGFILE)
    STRUCTURE(ENABLE_TRACE_PARAMETERS, TRACE_PARAMETERS)
    STRUCTURE(EVENT_FILTER_DESCRIPTOR, FILTER_DESCRIPTOR)
    STRUCTURE(EVENT_RECORD, TRACE_RECORD)
}

#define PRINT_STATUS(ntstatus, name, win32, text) status((ntstatus), #name, (win32), text);
#define PRINT_WIN32(name, win32, text) win32Code(#name, (win32), text);

int main(void)
{
    printf("{\n  \"structures\": {");
    printBypassIo();
    printWin32();
    printFilterLists();
    printProbe();
    printEventTracing();
    printf("\n  },\n  \"statuses\": [");
    WIRE_STATUSES(PRINT_STATUS)
    WIRE_WIN32_CODES(PRINT_WIN32)
    printf("\n  ],\n  \"constants\": {");
    isFirstItem = true;
    printConstants();
    printf("\n  }\n}\n");
    return ferror(stdout) != 0;
}
