/* Status codes around loading, attaching and talking to filters. X(ntstatus, name, win32, text), as in status.h.
 *
 * Numbers: ntstatus.h and winerror.h of the Windows SDK. STATUS_FLT_x 0xC01C00nn is HRESULT 0x801F00nn by
 * FILTER_HRESULT_FROM_FLT_NTSTATUS and has no Win32 code; its "win32" here is that HRESULT. The other pairs go by their names
 * (general knowledge); NO_MORE_ENTRIES is documented by the MiniSpy sample, whose client sees 0x80070103. */
#pragma once

#include <stdint.h>

#define WIRE_FLT_STATUSES(X)                                                                                                   \
    X(0xC01C0002u, FLT_CONTEXT_ALREADY_DEFINED, 0x801F0002u,                                                                   \
      "A context is already defined for the object.")                                                                          \
    X(0xC01C000Bu, FLT_DELETING_OBJECT, 0x801F000Bu, "The object specified for this action is in the process of being deleted.") \
    X(0xC01C000Fu, FLT_DO_NOT_ATTACH, 0x801F000Fu, "Do not attach the filter to the volume at this time.")                      \
    X(0xC01C0010u, FLT_DO_NOT_DETACH, 0x801F0010u, "Do not detach the filter from the volume at this time.")                    \
    X(0xC01C0011u, FLT_INSTANCE_ALTITUDE_COLLISION, 0x801F0011u,                                                               \
      "An instance already exists at this altitude on the volume specified.")                                                  \
    X(0xC01C0012u, FLT_INSTANCE_NAME_COLLISION, 0x801F0012u, "An instance already exists with this name on the volume specified.") \
    X(0xC01C0013u, FLT_FILTER_NOT_FOUND, 0x801F0013u, "The system could not find the filter specified.")                        \
    X(0xC01C0014u, FLT_VOLUME_NOT_FOUND, 0x801F0014u, "The system could not find the volume specified.")                        \
    X(0xC01C0015u, FLT_INSTANCE_NOT_FOUND, 0x801F0015u, "The system could not find the instance specified.")                    \
    X(0xC01C0016u, FLT_CONTEXT_ALLOCATION_NOT_FOUND, 0x801F0016u,                                                              \
      "No registered context allocation definition was found for the given request.")                                          \
    X(0xC01C0020u, FLT_NO_WAITER_FOR_REPLY, 0x801F0020u, "No waiter is present for the filter's reply to this message.")

#define WIRE_KERNEL_STATUSES(X)                                                                                                \
    X(0x00000102u, TIMEOUT, 258, "The wait operation timed out.")                                                              \
    X(0x00000103u, PENDING, 997, "Overlapped I/O operation is in progress.")                                                   \
    X(0x8000001Au, NO_MORE_ENTRIES, 259, "")                                                                                   \
    X(0xC0000008u, INVALID_HANDLE, 6, "")                                                                                      \
    X(0xC0000024u, OBJECT_TYPE_MISMATCH, 6, "")                                                                                \
    X(0xC0000034u, OBJECT_NAME_NOT_FOUND, 2, "")                                                                               \
    X(0xC0000035u, OBJECT_NAME_COLLISION, 183, "")                                                                             \
    X(0xC0000037u, PORT_DISCONNECTED, 6, "")                                                                                   \
    X(0xC0000059u, REVISION_MISMATCH, 1306, "Indicates two revision levels are incompatible.")                                 \
    X(0xC000009Au, INSUFFICIENT_RESOURCES, 1450, "Insufficient system resources exist to complete the requested service.")     \
    X(0xC0000120u, CANCELLED, 995, "The I/O operation has been aborted because of either a thread exit or an application request.") \
    X(0xC0000225u, NOT_FOUND, 1168, "")                                                                                        \
    X(0xC000026Eu, VOLUME_DISMOUNTED, 21, "The device is not ready.")

/* Codes that loading a driver can end with and that no status above stands for. */
#define WIRE_LOAD_CODES(X)                                                                                                     \
    X(BAD_EXE_FORMAT, 193, "%1 is not a valid Win32 application.")                                                             \
    X(INVALID_IMAGE_HASH, 577,                                                                                                 \
      "Windows cannot verify the digital signature for this file. A recent hardware or software change might have installed "  \
      "a file that is signed incorrectly or damaged, or that might be malicious software from an unknown source.")             \
    X(SERVICE_ALREADY_RUNNING, 1056, "An instance of the service is already running.")                                         \
    X(NOT_ALL_ASSIGNED, 1300, "Not all privileges or groups referenced are assigned to the caller.")                           \
    X(NO_SUCH_PRIVILEGE, 1313, "A specified privilege does not exist.")                                                        \
    X(BAD_DRIVER, 2001, "The specified driver is invalid.")

enum {
#define WIRE_STATUS_CONSTANT(ntstatus, name, win32, text) STATUS_##name = (int32_t)(ntstatus),
    WIRE_FLT_STATUSES(WIRE_STATUS_CONSTANT) WIRE_KERNEL_STATUSES(WIRE_STATUS_CONSTANT)
#undef WIRE_STATUS_CONSTANT
    ERROR_PRIVILEGE_NOT_HELD = 1314,
#define WIRE_WIN32_CONSTANT(name, win32, text) ERROR_##name = (win32),
    WIRE_LOAD_CODES(WIRE_WIN32_CONSTANT)
#undef WIRE_WIN32_CONSTANT
};
