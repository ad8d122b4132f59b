/* Structures and constants of the user-mode Windows calls this program makes: files, volumes, storage, filter lists.
 *
 * Sources: winioctl.h, winnt.h, winbase.h, ntifs.h (WOF), verrsrc.h and fltuserstructures.h of the Windows SDK; sizes and
 * offsets as the x64 compiler lays them out. Members whose names are macros or anonymous unions in the SDK carry the
 * member's own name here. Text fields are UTF-16 without a terminating NUL unless said otherwise. */
#pragma once

#include "bpio.h"

typedef void *HANDLE;
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)

/* Access, sharing, disposition and flags of CreateFileW */
#define GENERIC_READ 0x80000000u
#define GENERIC_WRITE 0x40000000u
#define GENERIC_EXECUTE 0x20000000u
#define GENERIC_ALL 0x10000000u
#define MAXIMUM_ALLOWED 0x02000000u
#define FILE_READ_DATA 0x1u
#define FILE_WRITE_DATA 0x2u
#define FILE_APPEND_DATA 0x4u
#define FILE_EXECUTE 0x20u
#define FILE_READ_ATTRIBUTES 0x80u
#define FILE_SHARE_ALL 0x7u
#define CREATE_NEW 1u
#define CREATE_ALWAYS 2u
#define OPEN_EXISTING 3u
#define OPEN_ALWAYS 4u
#define TRUNCATE_EXISTING 5u
#define FILE_FLAG_OVERLAPPED 0x40000000u
#define FILE_FLAG_NO_BUFFERING 0x20000000u
#define FILE_FLAG_BACKUP_SEMANTICS 0x02000000u
#define FILE_FLAG_OPEN_REPARSE_POINT 0x00200000u

#define FILE_ATTRIBUTE_READONLY 0x1u
#define FILE_ATTRIBUTE_HIDDEN 0x2u
#define FILE_ATTRIBUTE_SYSTEM 0x4u
#define FILE_ATTRIBUTE_DIRECTORY 0x10u
#define FILE_ATTRIBUTE_ARCHIVE 0x20u
#define FILE_ATTRIBUTE_NORMAL 0x80u
#define FILE_ATTRIBUTE_SPARSE_FILE 0x200u
#define FILE_ATTRIBUTE_REPARSE_POINT 0x400u
#define FILE_ATTRIBUTE_COMPRESSED 0x800u
#define FILE_ATTRIBUTE_OFFLINE 0x1000u
#define FILE_ATTRIBUTE_ENCRYPTED 0x4000u
#define INVALID_FILE_ATTRIBUTES 0xFFFFFFFFu
#define IO_REPARSE_TAG_SYMLINK 0xA000000Cu

/* GetVolumeInformationW */
#define FILE_CASE_SENSITIVE_SEARCH 0x1u
#define FILE_CASE_PRESERVED_NAMES 0x2u
#define FILE_UNICODE_ON_DISK 0x4u
#define FILE_PERSISTENT_ACLS 0x8u
#define FILE_FILE_COMPRESSION 0x10u
#define FILE_SUPPORTS_SPARSE_FILES 0x40u
#define FILE_SUPPORTS_REPARSE_POINTS 0x80u
#define FILE_SUPPORTS_BYPASS_IO 0x800u
#define FILE_SUPPORTS_ENCRYPTION 0x20000u
#define FILE_NAMED_STREAMS 0x40000u
#define FILE_DAX_VOLUME 0x20000000u
#define DRIVE_UNKNOWN 0u
#define DRIVE_NO_ROOT_DIR 1u
#define DRIVE_REMOVABLE 2u
#define DRIVE_FIXED 3u

#define VOLUME_NAME_DOS 0u
#define VOLUME_NAME_GUID 1u
#define VOLUME_NAME_NT 2u
#define VOLUME_NAME_NONE 4u

/* Control codes: CTL_CODE(device, function, METHOD_BUFFERED, access) unless noted */
#define FILE_DEVICE_FILE_SYSTEM 9u
#define FSCTL_GET_RETRIEVAL_POINTERS 0x00090073u /* METHOD_NEITHER */
#define FSCTL_GET_EXTERNAL_BACKING 0x00090310u
#define IOCTL_STORAGE_QUERY_PROPERTY 0x002D1400u
#define IOCTL_STORAGE_GET_DEVICE_NUMBER 0x002D1080u
#define IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS 0x00560000u
#define FILE_DEVICE_DISK 7u

/* STORAGE_PROPERTY_ID, STORAGE_QUERY_TYPE, STORAGE_BUS_TYPE */
enum { StorageDeviceProperty = 0, StorageAdapterProperty = 1 };
enum { PropertyStandardQuery = 0, PropertyExistsQuery = 1 };
enum { BusTypeUnknown = 0, BusTypeUsb = 7, BusTypeSata = 11, BusTypeNvme = 17, BusTypeNvmeof = 20 };

enum { WOF_CURRENT_VERSION = 1, WOF_PROVIDER_FILE = 2, FILE_PROVIDER_CURRENT_VERSION = 1, FILE_PROVIDER_COMPRESSION_LZX = 1 };

/* FILE_INFO_BY_HANDLE_CLASS, FINDEX_INFO_LEVELS, SET_FILE_POINTER method, FormatMessage */
enum { FileBasicInfo = 0, FileStandardInfo = 1, FileAttributeTagInfo = 9 };
enum { FindExInfoStandard = 0, FindExInfoBasic = 1 };
enum { FILE_BEGIN = 0, FILE_CURRENT = 1, FILE_END = 2 };
#define FIND_FIRST_EX_CASE_SENSITIVE 1u
#define FIND_FIRST_EX_LARGE_FETCH 2u
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x100u
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x200u
#define FORMAT_MESSAGE_FROM_SYSTEM 0x1000u

/* Registry and token */
#define HKEY_CURRENT_USER ((HANDLE)(intptr_t)(int32_t)0x80000001u)
#define HKEY_LOCAL_MACHINE ((HANDLE)(intptr_t)(int32_t)0x80000002u)
enum { REG_SZ = 1, REG_EXPAND_SZ = 2, REG_BINARY = 3, REG_DWORD = 4, REG_MULTI_SZ = 7 };
#define RRF_RT_REG_SZ 0x2u
#define RRF_RT_REG_EXPAND_SZ 0x4u
#define RRF_RT_REG_DWORD 0x10u
#define RRF_RT_REG_MULTI_SZ 0x20u
#define RRF_RT_ANY 0xFFFFu
#define RRF_NOEXPAND 0x10000000u
#define RRF_ZEROONFAILURE 0x20000000u
enum { TokenElevation = 20 }; /* TOKEN_INFORMATION_CLASS */
#define TOKEN_QUERY 0x8u

typedef struct _STORAGE_PROPERTY_QUERY {
    uint32_t PropertyId;
    uint32_t QueryType;
    uint8_t AdditionalParameters[1];
} STORAGE_PROPERTY_QUERY;
WIRE_ASSERT_SIZE(STORAGE_PROPERTY_QUERY, 12);
WIRE_ASSERT_OFFSET(STORAGE_PROPERTY_QUERY, PropertyId, 0);
WIRE_ASSERT_OFFSET(STORAGE_PROPERTY_QUERY, QueryType, 4);
WIRE_ASSERT_OFFSET(STORAGE_PROPERTY_QUERY, AdditionalParameters, 8);

/* Offsets point to ANSI strings with NUL, counted from the start of the buffer; 0 is absent. */
typedef struct _STORAGE_DEVICE_DESCRIPTOR {
    uint32_t Version;
    uint32_t Size;
    uint8_t DeviceType;
    uint8_t DeviceTypeModifier;
    uint8_t RemovableMedia;
    uint8_t CommandQueueing;
    uint32_t VendorIdOffset;
    uint32_t ProductIdOffset;
    uint32_t ProductRevisionOffset;
    uint32_t SerialNumberOffset;
    uint32_t BusType;
    uint32_t RawPropertiesLength;
    uint8_t RawDeviceProperties[1];
} STORAGE_DEVICE_DESCRIPTOR;
WIRE_ASSERT_SIZE(STORAGE_DEVICE_DESCRIPTOR, 40);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, Version, 0);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, Size, 4);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, DeviceType, 8);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, DeviceTypeModifier, 9);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, RemovableMedia, 10);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, CommandQueueing, 11);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, VendorIdOffset, 12);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, ProductIdOffset, 16);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, ProductRevisionOffset, 20);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, SerialNumberOffset, 24);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, BusType, 28);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, RawPropertiesLength, 32);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_DESCRIPTOR, RawDeviceProperties, 36);

typedef struct _STORAGE_ADAPTER_DESCRIPTOR {
    uint32_t Version;
    uint32_t Size;
    uint32_t MaximumTransferLength;
    uint32_t MaximumPhysicalPages;
    uint32_t AlignmentMask;
    uint8_t AdapterUsesPio;
    uint8_t AdapterScansDown;
    uint8_t CommandQueueing;
    uint8_t AcceleratedTransfer;
    uint8_t BusType;
    uint16_t BusMajorVersion;
    uint16_t BusMinorVersion;
    uint8_t SrbType;
    uint8_t AddressType;
} STORAGE_ADAPTER_DESCRIPTOR;
WIRE_ASSERT_SIZE(STORAGE_ADAPTER_DESCRIPTOR, 32);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, Version, 0);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, Size, 4);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, MaximumTransferLength, 8);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, MaximumPhysicalPages, 12);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, AlignmentMask, 16);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, AdapterUsesPio, 20);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, AdapterScansDown, 21);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, CommandQueueing, 22);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, AcceleratedTransfer, 23);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, BusType, 24);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, BusMajorVersion, 26);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, BusMinorVersion, 28);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, SrbType, 30);
WIRE_ASSERT_OFFSET(STORAGE_ADAPTER_DESCRIPTOR, AddressType, 31);

typedef struct _STORAGE_DEVICE_NUMBER {
    uint32_t DeviceType;
    uint32_t DeviceNumber;
    uint32_t PartitionNumber;
} STORAGE_DEVICE_NUMBER;
WIRE_ASSERT_SIZE(STORAGE_DEVICE_NUMBER, 12);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_NUMBER, DeviceType, 0);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_NUMBER, DeviceNumber, 4);
WIRE_ASSERT_OFFSET(STORAGE_DEVICE_NUMBER, PartitionNumber, 8);

typedef struct _DISK_EXTENT {
    uint32_t DiskNumber;
    int64_t StartingOffset;
    int64_t ExtentLength;
} DISK_EXTENT;
WIRE_ASSERT_SIZE(DISK_EXTENT, 24);
WIRE_ASSERT_OFFSET(DISK_EXTENT, DiskNumber, 0);
WIRE_ASSERT_OFFSET(DISK_EXTENT, StartingOffset, 8);
WIRE_ASSERT_OFFSET(DISK_EXTENT, ExtentLength, 16);

typedef struct _VOLUME_DISK_EXTENTS {
    uint32_t NumberOfDiskExtents;
    DISK_EXTENT Extents[1];
} VOLUME_DISK_EXTENTS;
WIRE_ASSERT_SIZE(VOLUME_DISK_EXTENTS, 32);
WIRE_ASSERT_OFFSET(VOLUME_DISK_EXTENTS, NumberOfDiskExtents, 0);
WIRE_ASSERT_OFFSET(VOLUME_DISK_EXTENTS, Extents, 8);

typedef struct _WOF_EXTERNAL_INFO {
    uint32_t Version;
    uint32_t Provider;
} WOF_EXTERNAL_INFO;
WIRE_ASSERT_SIZE(WOF_EXTERNAL_INFO, 8);
WIRE_ASSERT_OFFSET(WOF_EXTERNAL_INFO, Version, 0);
WIRE_ASSERT_OFFSET(WOF_EXTERNAL_INFO, Provider, 4);

typedef struct _FILE_PROVIDER_EXTERNAL_INFO_V1 {
    uint32_t Version;
    uint32_t Algorithm;
    uint32_t Flags;
} FILE_PROVIDER_EXTERNAL_INFO_V1;
WIRE_ASSERT_SIZE(FILE_PROVIDER_EXTERNAL_INFO_V1, 12);
WIRE_ASSERT_OFFSET(FILE_PROVIDER_EXTERNAL_INFO_V1, Version, 0);
WIRE_ASSERT_OFFSET(FILE_PROVIDER_EXTERNAL_INFO_V1, Algorithm, 4);
WIRE_ASSERT_OFFSET(FILE_PROVIDER_EXTERNAL_INFO_V1, Flags, 8);

typedef struct _STARTING_VCN_INPUT_BUFFER {
    int64_t StartingVcn;
} STARTING_VCN_INPUT_BUFFER;
WIRE_ASSERT_SIZE(STARTING_VCN_INPUT_BUFFER, 8);
WIRE_ASSERT_OFFSET(STARTING_VCN_INPUT_BUFFER, StartingVcn, 0);

typedef struct _RETRIEVAL_POINTERS_EXTENT {
    int64_t NextVcn;
    int64_t Lcn; /* -1: no clusters behind this run (sparse) */
} RETRIEVAL_POINTERS_EXTENT;

typedef struct _RETRIEVAL_POINTERS_BUFFER {
    uint32_t ExtentCount;
    int64_t StartingVcn;
    RETRIEVAL_POINTERS_EXTENT Extents[1];
} RETRIEVAL_POINTERS_BUFFER;
WIRE_ASSERT_SIZE(RETRIEVAL_POINTERS_BUFFER, 32);
WIRE_ASSERT_OFFSET(RETRIEVAL_POINTERS_BUFFER, ExtentCount, 0);
WIRE_ASSERT_OFFSET(RETRIEVAL_POINTERS_BUFFER, StartingVcn, 8);
WIRE_ASSERT_OFFSET(RETRIEVAL_POINTERS_BUFFER, Extents, 16);

typedef struct _FILE_BASIC_INFO {
    int64_t CreationTime; /* FILETIME units: 100 ns since 1601 */
    int64_t LastAccessTime;
    int64_t LastWriteTime;
    int64_t ChangeTime;
    uint32_t FileAttributes;
} FILE_BASIC_INFO;
WIRE_ASSERT_SIZE(FILE_BASIC_INFO, 40);
WIRE_ASSERT_OFFSET(FILE_BASIC_INFO, CreationTime, 0);
WIRE_ASSERT_OFFSET(FILE_BASIC_INFO, LastAccessTime, 8);
WIRE_ASSERT_OFFSET(FILE_BASIC_INFO, LastWriteTime, 16);
WIRE_ASSERT_OFFSET(FILE_BASIC_INFO, ChangeTime, 24);
WIRE_ASSERT_OFFSET(FILE_BASIC_INFO, FileAttributes, 32);

typedef struct _FILE_STANDARD_INFO {
    int64_t AllocationSize;
    int64_t EndOfFile;
    uint32_t NumberOfLinks;
    uint8_t DeletePending;
    uint8_t Directory;
} FILE_STANDARD_INFO;
WIRE_ASSERT_SIZE(FILE_STANDARD_INFO, 24);
WIRE_ASSERT_OFFSET(FILE_STANDARD_INFO, AllocationSize, 0);
WIRE_ASSERT_OFFSET(FILE_STANDARD_INFO, EndOfFile, 8);
WIRE_ASSERT_OFFSET(FILE_STANDARD_INFO, NumberOfLinks, 16);
WIRE_ASSERT_OFFSET(FILE_STANDARD_INFO, DeletePending, 20);
WIRE_ASSERT_OFFSET(FILE_STANDARD_INFO, Directory, 21);

typedef struct _FILE_ATTRIBUTE_TAG_INFO {
    uint32_t FileAttributes;
    uint32_t ReparseTag;
} FILE_ATTRIBUTE_TAG_INFO;
WIRE_ASSERT_SIZE(FILE_ATTRIBUTE_TAG_INFO, 8);
WIRE_ASSERT_OFFSET(FILE_ATTRIBUTE_TAG_INFO, FileAttributes, 0);
WIRE_ASSERT_OFFSET(FILE_ATTRIBUTE_TAG_INFO, ReparseTag, 4);

/* A FILETIME is two 32-bit halves, so that it needs no 8-byte alignment. */
typedef struct _FILETIME {
    uint32_t dwLowDateTime;
    uint32_t dwHighDateTime;
} FILETIME;

typedef struct _WIN32_FIND_DATAW {
    uint32_t dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    uint32_t nFileSizeHigh;
    uint32_t nFileSizeLow;
    uint32_t dwReserved0; /* reparse tag when the attribute says so */
    uint32_t dwReserved1;
    char16_t cFileName[260]; /* NUL-terminated */
    char16_t cAlternateFileName[14];
} WIN32_FIND_DATAW;
WIRE_ASSERT_SIZE(WIN32_FIND_DATAW, 592);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, dwFileAttributes, 0);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, ftCreationTime, 4);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, ftLastAccessTime, 12);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, ftLastWriteTime, 20);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, nFileSizeHigh, 28);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, nFileSizeLow, 32);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, dwReserved0, 36);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, dwReserved1, 40);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, cFileName, 44);
WIRE_ASSERT_OFFSET(WIN32_FIND_DATAW, cAlternateFileName, 564);

typedef struct _OSVERSIONINFOEXW {
    uint32_t dwOSVersionInfoSize;
    uint32_t dwMajorVersion;
    uint32_t dwMinorVersion;
    uint32_t dwBuildNumber;
    uint32_t dwPlatformId;
    char16_t szCSDVersion[128];
    uint16_t wServicePackMajor;
    uint16_t wServicePackMinor;
    uint16_t wSuiteMask;
    uint8_t wProductType;
    uint8_t wReserved;
} OSVERSIONINFOEXW;
#define OSVERSIONINFOW_BYTES 276u /* the structure up to szCSDVersion */
WIRE_ASSERT_SIZE(OSVERSIONINFOEXW, 284);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, dwOSVersionInfoSize, 0);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, dwMajorVersion, 4);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, dwMinorVersion, 8);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, dwBuildNumber, 12);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, dwPlatformId, 16);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, szCSDVersion, 20);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, wServicePackMajor, 276);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, wServicePackMinor, 278);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, wSuiteMask, 280);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, wProductType, 282);
WIRE_ASSERT_OFFSET(OSVERSIONINFOEXW, wReserved, 283);

#define VS_FFI_SIGNATURE 0xFEEF04BDu
typedef struct _VS_FIXEDFILEINFO {
    uint32_t dwSignature;
    uint32_t dwStrucVersion;
    uint32_t dwFileVersionMS;
    uint32_t dwFileVersionLS;
    uint32_t dwProductVersionMS;
    uint32_t dwProductVersionLS;
    uint32_t dwFileFlagsMask;
    uint32_t dwFileFlags;
    uint32_t dwFileOS;
    uint32_t dwFileType;
    uint32_t dwFileSubtype;
    uint32_t dwFileDateMS;
    uint32_t dwFileDateLS;
} VS_FIXEDFILEINFO;
WIRE_ASSERT_SIZE(VS_FIXEDFILEINFO, 52);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwSignature, 0);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwStrucVersion, 4);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileVersionMS, 8);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileVersionLS, 12);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwProductVersionMS, 16);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwProductVersionLS, 20);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileFlagsMask, 24);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileFlags, 28);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileOS, 32);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileType, 36);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileSubtype, 40);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileDateMS, 44);
WIRE_ASSERT_OFFSET(VS_FIXEDFILEINFO, dwFileDateLS, 48);

typedef struct _LUID {
    uint32_t LowPart;
    int32_t HighPart;
} LUID;
WIRE_ASSERT_SIZE(LUID, 8);

#define SE_PRIVILEGE_ENABLED 0x00000002u

typedef struct _LUID_AND_ATTRIBUTES {
    LUID Luid;
    uint32_t Attributes;
} LUID_AND_ATTRIBUTES;
WIRE_ASSERT_SIZE(LUID_AND_ATTRIBUTES, 12);

/* With one privilege, which is all that is ever adjusted here. */
typedef struct _TOKEN_PRIVILEGES {
    uint32_t PrivilegeCount;
    LUID_AND_ATTRIBUTES Privileges[1];
} TOKEN_PRIVILEGES;
WIRE_ASSERT_SIZE(TOKEN_PRIVILEGES, 16);
WIRE_ASSERT_OFFSET(TOKEN_PRIVILEGES, PrivilegeCount, 0);
WIRE_ASSERT_OFFSET(TOKEN_PRIVILEGES, Privileges, 4);

typedef struct _TOKEN_ELEVATION {
    uint32_t TokenIsElevated;
} TOKEN_ELEVATION;
WIRE_ASSERT_SIZE(TOKEN_ELEVATION, 4);
WIRE_ASSERT_OFFSET(TOKEN_ELEVATION, TokenIsElevated, 0);

#include "fltuser.h"
