/* The kernel has no folders of ours to show, and starts no program: volumes hold simulated files only. */
#include "../../../native/sim/host-process.h"
#include "../../../native/sim/host.h"
#include "../../../native/wire/shell.h"
#include "../../../native/wire/status.h"

uint32_t HostOpenRoot(TEXT directory, HOST_ROOT **root)
{
    (void)directory;
    *root = NULL;
    return ERROR_NOT_SUPPORTED;
}
void HostCloseRoot(HOST_ROOT *root) { (void)root; }
uint32_t HostResolve(HOST_ROOT *root, TEXT path, HOST_FACTS *facts, TEXT_BUFFER *actual)
{
    (void)root, (void)path, (void)facts, (void)actual;
    return ERROR_PATH_NOT_FOUND;
}
uint32_t HostOpen(HOST_ROOT *root, TEXT actual, int *descriptor)
{
    (void)root, (void)actual;
    *descriptor = -1;
    return ERROR_FILE_NOT_FOUND;
}
void HostClose(int descriptor) { (void)descriptor; }
uint32_t HostRead(int descriptor, uint64_t offset, void *buffer, uint32_t bytes, uint32_t *read)
{
    (void)descriptor, (void)offset, (void)buffer, (void)bytes;
    *read = 0;
    return ERROR_INVALID_HANDLE;
}
uint32_t HostDataRanges(int descriptor, uint64_t sizeBytes, uint64_t fromBytes, HOST_RANGE *ranges, uint32_t capacity,
                        uint32_t *count)
{
    (void)descriptor, (void)sizeBytes, (void)fromBytes, (void)ranges, (void)capacity;
    *count = 0;
    return ERROR_INVALID_HANDLE;
}
uint32_t HostList(HOST_ROOT *root, TEXT actual, HOST_LISTING **listing)
{
    (void)root, (void)actual;
    *listing = NULL;
    return ERROR_PATH_NOT_FOUND;
}
bool HostListNext(HOST_LISTING *listing, char16_t name[HOST_NAME_UNITS], uint32_t *nameCount, HOST_FACTS *facts)
{
    (void)listing, (void)name, (void)nameCount, (void)facts;
    return false;
}
void HostListClose(HOST_LISTING *listing) { (void)listing; }
uint32_t HostSpace(HOST_ROOT *root, uint64_t *freeBytes, uint64_t *totalBytes)
{
    (void)root, (void)freeBytes, (void)totalBytes;
    return ERROR_NOT_SUPPORTED;
}
uint32_t HostStartElevated(TEXT file, TEXT parameters, HOST_PROCESS **process)
{
    (void)file, (void)parameters;
    *process = NULL;
    return ERROR_NOT_SUPPORTED;
}
uint32_t HostProcessId(const HOST_PROCESS *process)
{
    (void)process;
    return 0;
}
uint32_t HostProcessExitCode(HOST_PROCESS *process)
{
    (void)process;
    return STILL_ACTIVE;
}
void HostReleaseProcess(HOST_PROCESS *process) { (void)process; }
bool HostIsElevated(void) { return false; }
