/* The simulated machine's half of the test driver: the same C files that the simulated kernel32 is made of. */
#include "door.h"

#include <string.h>

#include "../../../native/sim/exports.h"
#include "../../../native/sim/sim.h"

enum { ANSWER_BYTES = 4096 };

uint32_t DoorOpen(const uint16_t *path, void **handle)
{
    const uint32_t shareAll = 7, openExisting = 3;
    *handle = CreateFileW(path, GENERIC_READ, shareAll, NULL, openExisting, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_NO_BUFFERING, NULL);
    return *handle == INVALID_HANDLE_VALUE ? GetLastError() : 0;
}

void DoorClose(void *handle)
{
    (void)CloseHandle(handle);
}

uint32_t DoorControl(void *handle, uint32_t code, void *buffer, uint32_t inputBytes, uint32_t outputBytes, uint32_t *returned)
{
    static uint8_t answer[ANSWER_BYTES]; /* the kernel's half lets one in at a time */
    if (outputBytes > ANSWER_BYTES) {
        outputBytes = ANSWER_BYTES;
    }
    if (!DeviceIoControl(handle, code, buffer, inputBytes, answer, outputBytes, returned, NULL)) {
        return GetLastError();
    }
    memcpy(buffer, answer, *returned);
    return 0;
}
