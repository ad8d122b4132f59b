/* kernel32: DeviceIoControl, with buffers handled as the I/O manager handles METHOD_BUFFERED. */
#include "handle.h"
#include "last-error.h"
#include "lock.h"

#include <stdlib.h>

/* Requests of this size, which every BypassIO request is, need no allocation. */
enum { STACK_BUFFER_BYTES = 512 };

static NTSTATUS sendControl(SIM_OPEN *open, uint32_t code, void *buffer, uint32_t inputBytes, uint32_t outputBytes,
                            ULONG_PTR *information)
{
    const bool isFsControl = code >> 16 == FILE_DEVICE_FILE_SYSTEM;
    if (open->kind == OpenNull) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    if (isFsControl && (open->kind == OpenVolumeDevice || open->kind == OpenDisk)) {
        return STATUS_INVALID_DEVICE_REQUEST; /* a direct device open does not pass through the file system */
    }
    if (isFsControl) {
        return FltpSendFsControl(&open->fileObject, open->volume, code, buffer, inputBytes, outputBytes, UserMode, information);
    }
    uint32_t returned = 0;
    const NTSTATUS status = open->kind == OpenFile || open->kind == OpenDirectory
                                ? STATUS_INVALID_DEVICE_REQUEST
                                : StorageDeviceControl(open->volume, open->kind == OpenDisk, code, buffer, inputBytes, buffer,
                                                       outputBytes, &returned);
    *information = returned;
    return status;
}

typedef struct {
    const void *input;
    uint32_t inputBytes;
    void *output;
    uint32_t outputBytes;
    uint32_t returned;
} CONTROL;

static NTSTATUS perform(SIM_OPEN *open, uint32_t code, CONTROL *control)
{
    _Alignas(8) uint8_t small[STACK_BUFFER_BYTES];
    const uint32_t bytes = control->inputBytes > control->outputBytes ? control->inputBytes : control->outputBytes;
    uint8_t *buffer = bytes <= sizeof(small) ? small : malloc(bytes);
    if (buffer == NULL) {
        return STATUS_NO_MEMORY;
    }
    if (control->inputBytes != 0) {
        memcpy(buffer, control->input, control->inputBytes);
    }
    /* Windows hands drivers whatever lay behind the input; zeros keep a careless driver's answer repeatable. */
    memset(buffer + control->inputBytes, 0, bytes - control->inputBytes);

    ULONG_PTR information = 0;
    const NTSTATUS status = sendControl(open, code, buffer, control->inputBytes, control->outputBytes, &information);
    if (!NT_ERROR(status)) { /* a warning such as STATUS_BUFFER_OVERFLOW still returns its bytes */
        const ULONG_PTR copied = information < control->outputBytes ? information : control->outputBytes;
        if (copied != 0) {
            memcpy(control->output, buffer, copied);
        }
        control->returned = (uint32_t)information; /* the driver's word, even when it exceeds the buffer */
    }
    if (buffer != small) {
        free(buffer);
    }
    return status;
}

/* The part of OVERLAPPED that a completed request fills. */
typedef struct {
    uint64_t Internal;
    uint64_t InternalHigh;
} COMPLETED;

/** Sends a control code. On failure the last error is RtlNtStatusToDosError of the driver's status and *bytesReturned is 0
 *  (except for a warning: 234 with the bytes that fit). A request with an OVERLAPPED completes at once. */
SIM_EXPORT int32_t DeviceIoControl(HANDLE device, uint32_t code, void *input, uint32_t inputBytes, void *output,
                                   uint32_t outputBytes, uint32_t *bytesReturned, void *overlapped)
{
    if (bytesReturned != NULL) {
        *bytesReturned = 0;
    }
    if ((input == NULL && inputBytes != 0) || (output == NULL && outputBytes != 0)) {
        return LastErrorBool(ERROR_NOACCESS); /* the I/O manager probes the buffers first */
    }
    if (bytesReturned == NULL && overlapped == NULL) {
        return LastErrorBool(ERROR_INVALID_PARAMETER); /* Windows would fault in the caller */
    }
    CONTROL control = {input, inputBytes, output, outputBytes, 0};
    uint32_t error = ERROR_INVALID_HANDLE;
    SimEnter();
    SIM_OPEN *open = HandleFind(device, HandleFile);
    NTSTATUS status = STATUS_SUCCESS;
    if (open != NULL) {
        status = perform(open, code, &control);
        error = status == STATUS_SUCCESS ? (uint32_t)ERROR_SUCCESS : StatusToWin32(status);
        if (error != ERROR_SUCCESS && NT_SUCCESS(status)) {
            error = ERROR_SUCCESS; /* an informational status is a success */
        }
    }
    SimLeave();
    if (bytesReturned != NULL) {
        *bytesReturned = control.returned;
    }
    if (overlapped != NULL && open != NULL) {
        COMPLETED *completed = overlapped;
        completed->Internal = (uint32_t)status;
        completed->InternalHigh = control.returned;
    }
    return LastErrorBool(error);
}
