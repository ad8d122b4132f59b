/* Status codes of the program, in one table: NTSTATUS, name behind STATUS_ or ERROR_, Win32 code, message text.
 *
 * Sources: ntstatus.h and winerror.h of the Windows SDK. Numbers agree in two independent ports of those headers. That a
 * pair maps to each other is documented for 495 and 506 only; the rest is paired by its identical symbol name.
 * An empty text means that no public source gives one: FormatMessageW then answers 317. */
#pragma once

#include <stdint.h>

/* WIRE_STATUSES(X): X(ntstatus, name, win32, text) */
#define WIRE_BYPASSIO_STATUSES(X)                                                                                              \
    X(0xC00004C3u, ENCRYPTED_FILE_NOT_SUPPORTED, 489, "The specified operation is not supported on an encrypted file.")        \
    X(0xC00004C4u, SPARSE_FILE_NOT_SUPPORTED, 490, "The specified operation is not supported on a sparse file.")               \
    X(0xC00004C5u, PAGEFILE_NOT_SUPPORTED, 491, "The specified operation is not supported on a pagefile.")                     \
    X(0xC00004C6u, VOLUME_NOT_SUPPORTED, 492, "The specified operation is not supported on a volume.")                         \
    X(0xC00004C7u, NOT_SUPPORTED_WITH_BYPASSIO, 493, "The specified operation is not supported on a BypassIO enabled file.")   \
    X(0xC00004C8u, NO_BYPASSIO_DRIVER_SUPPORT, 494, "The specified driver does not support BypassIO operations.")              \
    X(0xC00004C9u, NOT_SUPPORTED_WITH_ENCRYPTION, 495,                                                                         \
      "The specified operation is not supported while encryption is enabled on the target object.")                            \
    X(0xC00004CAu, NOT_SUPPORTED_WITH_COMPRESSION, 496,                                                                        \
      "The specified operation is not supported while compression is enabled on the target object.")                           \
    X(0xC00004CBu, NOT_SUPPORTED_WITH_REPLICATION, 497,                                                                        \
      "The specified operation is not supported while replication is enabled on the target object.")                           \
    X(0xC00004CCu, NOT_SUPPORTED_WITH_DEDUPLICATION, 498,                                                                      \
      "The specified operation is not supported while deduplication is enabled on the target object.")                         \
    X(0xC00004CDu, NOT_SUPPORTED_WITH_AUDITING, 499,                                                                           \
      "The specified operation is not supported while auditing is enabled on the target object.")                              \
    X(0xC00004CEu, NOT_SUPPORTED_WITH_MONITORING, 503,                                                                         \
      "The specified operation is not supported while monitoring is enabled on the target object.")                            \
    X(0xC00004CFu, NOT_SUPPORTED_WITH_SNAPSHOT, 504,                                                                           \
      "The specified operation is not supported while snapshot is enabled on the target object.")                              \
    X(0xC00004D0u, NOT_SUPPORTED_WITH_VIRTUALIZATION, 505,                                                                     \
      "The specified operation is not supported while virtualization is enabled on the target object.")                        \
    X(0xC00004D1u, INDEX_OUT_OF_BOUNDS, 474, "")                                                                               \
    X(0xC00004D2u, BYPASSIO_FLT_NOT_SUPPORTED, 506, "At least one minifilter does not support bypass IO.")                     \
    X(0xC00004D3u, VOLUME_WRITE_ACCESS_DENIED, 508,                                                                            \
      "The volume is opened for exclusive write access, preventing files from being opened for write access.")                 \
    /* 509 is absent from 22621 headers */                                                                                     \
    X(0xC00004D5u, NOT_SUPPORTED_WITH_CACHED_HANDLE, 509,                                                                      \
      "The specified operation is not supported on a file opened for cached IO.")                                              \
    X(0xC000049Au, NOT_SUPPORTED_ON_DAX, 360, "This operation is not supported on a DAX volume.")                              \
    X(0xC00004B5u, NOT_SUPPORTED_WITH_BTT, 429, "This operation is not supported with BTT enabled.")                           \
    /* its ERROR_ value is an HRESULT (single source) */                                                                       \
    X(0xC0500005u, VOLSNAP_NO_BYPASSIO_WITH_SNAPSHOT, 0x80820003u, "")

#define WIRE_GENERAL_STATUSES(X)                                                                                               \
    X(0x00000000u, SUCCESS, 0, "The operation completed successfully.")                                                        \
    X(0x80000002u, DATATYPE_MISALIGNMENT, 998, "Invalid access to memory location.")                                           \
    X(0x80000005u, BUFFER_OVERFLOW, 234, "More data is available.")                                                            \
    X(0xC0000004u, INFO_LENGTH_MISMATCH, 24, "The program issued a command but the command length is incorrect.")              \
    X(0xC0000005u, ACCESS_VIOLATION, 998, "Invalid access to memory location.")                                                \
    X(0xC000000Du, INVALID_PARAMETER, 87, "The parameter is incorrect.")                                                       \
    X(0xC0000010u, INVALID_DEVICE_REQUEST, 1, "Incorrect function.")                                                           \
    X(0xC0000011u, END_OF_FILE, 38, "Reached the end of the file.")                                                            \
    X(0xC0000017u, NO_MEMORY, 8, "Not enough memory resources are available to process this command.")                         \
    X(0xC0000022u, ACCESS_DENIED, 5, "Access is denied.")                                                                      \
    X(0xC0000023u, BUFFER_TOO_SMALL, 122, "The data area passed to a system call is too small.")                               \
    X(0xC0000061u, PRIVILEGE_NOT_HELD, 1314, "A required privilege is not held by the client.")                                \
    X(0xC00000BBu, NOT_SUPPORTED, 50, "The request is not supported.")                                                         \
    X(0xC00000F1u, INVALID_PARAMETER_3, 87, "The parameter is incorrect.")                                                     \
    X(0xC00000F2u, INVALID_PARAMETER_4, 87, "The parameter is incorrect.")                                                     \
    X(0xC0000206u, INVALID_BUFFER_SIZE, 1784, "The supplied user buffer is not valid for the requested operation.")            \
    X(0xC0000246u, CONNECTION_COUNT_LIMIT, 1238,                                                                               \
      "A connection to the server could not be made because the limit on the number of concurrent connections for this "      \
      "account has been reached.")                                                                                             \
    X(0xC000046Du, OBJECT_NOT_EXTERNALLY_BACKED, 342, "This object is not externally backed by any provider.")

#define WIRE_STATUSES(X) WIRE_BYPASSIO_STATUSES(X) WIRE_GENERAL_STATUSES(X)

/* WIRE_WIN32_CODES(X): X(name, win32, text), codes without an NTSTATUS of their own in this program. */
#define WIRE_WIN32_CODES(X)                                                                                                    \
    X(FILE_NOT_FOUND, 2, "The system cannot find the file specified.")                                                         \
    X(PATH_NOT_FOUND, 3, "The system cannot find the path specified.")                                                         \
    X(TOO_MANY_OPEN_FILES, 4, "The system cannot open the file.")                                                              \
    X(INVALID_HANDLE, 6, "The handle is invalid.")                                                                             \
    X(NO_MORE_FILES, 18, "There are no more files.")                                                                           \
    X(WRITE_PROTECT, 19, "The media is write protected.")                                                                      \
    X(SHARING_VIOLATION, 32, "The process cannot access the file because it is being used by another process.")                \
    X(BAD_NETPATH, 53, "The network path was not found.")                                                                      \
    X(FILE_EXISTS, 80, "The file exists.")                                                                                     \
    X(BUFFER_OVERFLOW, 111, "The file name is too long.")                                                                 \
    X(INVALID_NAME, 123, "The filename, directory name, or volume label syntax is incorrect.")                                 \
    X(NEGATIVE_SEEK, 131, "An attempt was made to move the file pointer before the beginning of the file.")                    \
    X(ALREADY_EXISTS, 183, "Cannot create a file when that file already exists.")                                              \
    X(FILENAME_EXCED_RANGE, 206, "The filename or extension is too long.")                                                     \
    X(NO_MORE_ITEMS, 259, "No more data is available.")                                                                        \
    X(DIRECTORY, 267, "The directory name is invalid.")                                                                        \
    X(MR_MID_NOT_FOUND, 317,                                                                                                   \
      "The system cannot find message text for message number 0x%1 in the message file for %2.")                               \
    X(USER_PROFILE_LOAD, 500, "User profile cannot be loaded.")                                                                \
    X(SESSION_KEY_TOO_SHORT, 501, "The negotiated session key does not meet the minimum length requirement.")                  \
    X(ACCESS_DENIED_APPDATA, 502, "Access denied when accessing the user profile.")                                            \
    X(DEVICE_RESET_REQUIRED, 507, "The device needs to be reset.")                                                             \
    X(NOT_FOUND, 1168, "Element not found.")                                                                                   \
    X(UNSUPPORTED_TYPE, 1630, "Data of this type is not supported.")                                                           \
    X(RESOURCE_TYPE_NOT_FOUND, 1813, "The specified resource type cannot be found in the image file.")                         \
    X(CANT_ACCESS_FILE, 1920, "The file cannot be accessed by the system.")

/* STATUS_x as int32_t: NTSTATUS is signed, and its sign is the difference between an answer and a failure. */
enum {
#define WIRE_STATUS_CONSTANT(ntstatus, name, win32, text) STATUS_##name = (int32_t)(ntstatus),
    WIRE_STATUSES(WIRE_STATUS_CONSTANT)
#undef WIRE_STATUS_CONSTANT
};

/* ERROR_x for every code this program sets itself. */
enum {
    ERROR_SUCCESS = 0,
    ERROR_INVALID_FUNCTION = 1,
    ERROR_ACCESS_DENIED = 5,
    ERROR_NOT_ENOUGH_MEMORY = 8,
    ERROR_HANDLE_EOF = 38,
    ERROR_NOT_SUPPORTED = 50,
    ERROR_INVALID_PARAMETER = 87,
    ERROR_INSUFFICIENT_BUFFER = 122,
    ERROR_MORE_DATA = 234,
    ERROR_NOACCESS = 998,
#define WIRE_WIN32_CONSTANT(name, win32, text) ERROR_##name = (win32),
    WIRE_WIN32_CODES(WIRE_WIN32_CONSTANT)
#undef WIRE_WIN32_CONSTANT
};
