/* Below the file system: the volume stack, the storage stack, and what a disk says about itself. */
#include "ntfs.h"
#include "volume-driver.h"

STACK_ANSWER StorageStackAsk(const SIM_VOLUME *volume)
{
    for (uint32_t layer = SIM_LAYER_VOLUME; layer <= SIM_LAYER_STORAGE; layer++) {
        for (uint32_t index = 0; index < volume->stackCount; index++) {
            const SIM_STACK_DRIVER *driver = &volume->stack[index];
            if (driver->layer == layer && driver->vetoStatus != 0) {
                return (STACK_ANSWER){driver->vetoStatus, TextOf(driver->driver), TextOf(driver->reason)};
            }
            const char16_t *reason = NULL;
            const NTSTATUS status = driver->layer != layer || driver->behaviour == NULL
                                        ? STATUS_SUCCESS
                                        : driver->behaviour->ask(driver->state, &reason);
            if (!NT_SUCCESS(status)) {
                return (STACK_ANSWER){status, TextOf(driver->driver), TextOf(reason)};
            }
        }
    }
    return (STACK_ANSWER){STATUS_SUCCESS, {NULL, 0}, {NULL, 0}};
}

enum { PARTITION_OFFSET_BYTES = 0x100000, SMALLEST_VOLUME_BYTES = 0x4000000 };
#define TERABYTE (1ull << 40)

uint64_t StorageVolumeBytes(const SIM_VOLUME *volume)
{
    uint64_t freeBytes = 0, totalBytes = 0;
    if (volume->host != NULL && HostSpace(volume->host, &freeBytes, &totalBytes) == ERROR_SUCCESS) {
        return totalBytes > SMALLEST_VOLUME_BYTES ? totalBytes : (uint64_t)SMALLEST_VOLUME_BYTES;
    }
    return TERABYTE;
}

/* Storage calls with a buffer that is too short fill what fits of a descriptor: the caller reads Size from the first eight
 * bytes and asks again. */
static NTSTATUS copyDescriptor(const void *descriptor, uint32_t bytes, void *output, uint32_t outputBytes, uint32_t *returned)
{
    if (outputBytes < 2 * sizeof(uint32_t)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    *returned = bytes < outputBytes ? bytes : outputBytes;
    memcpy(output, descriptor, *returned);
    return STATUS_SUCCESS;
}

static NTSTATUS queryDevice(const SIM_VOLUME *volume, void *output, uint32_t outputBytes, uint32_t *returned)
{
    struct {
        STORAGE_DEVICE_DESCRIPTOR head;
        char product[16];
        char revision[8];
        char serial[16];
    } answer;
    memset(&answer, 0, sizeof(answer));
    answer.head.Version = sizeof(STORAGE_DEVICE_DESCRIPTOR);
    answer.head.Size = sizeof(answer);
    answer.head.CommandQueueing = 1;
    answer.head.RemovableMedia = volume->busType == BusTypeUsb;
    answer.head.ProductIdOffset = offsetof(__typeof__(answer), product);
    answer.head.ProductRevisionOffset = offsetof(__typeof__(answer), revision);
    answer.head.SerialNumberOffset = offsetof(__typeof__(answer), serial);
    answer.head.BusType = volume->busType;
    memcpy(answer.product, "Simulated disk", 15);
    memcpy(answer.revision, "1.0", 4);
    memcpy(answer.serial, "SIM-00000000", 13);
    answer.serial[11] = (char)('0' + volume->index % 10);
    answer.serial[10] = (char)('0' + volume->index / 10);
    return copyDescriptor(&answer, sizeof(answer), output, outputBytes, returned);
}

static NTSTATUS queryAdapter(const SIM_VOLUME *volume, void *output, uint32_t outputBytes, uint32_t *returned)
{
    STORAGE_ADAPTER_DESCRIPTOR answer;
    memset(&answer, 0, sizeof(answer));
    answer.Version = answer.Size = sizeof(answer);
    answer.MaximumTransferLength = 0x100000;
    answer.MaximumPhysicalPages = 0x101;
    answer.CommandQueueing = 1;
    answer.BusType = (uint8_t)volume->busType;
    answer.BusMajorVersion = 1;
    return copyDescriptor(&answer, sizeof(answer), output, outputBytes, returned);
}

static NTSTATUS queryProperty(const SIM_VOLUME *volume, const void *input, uint32_t inputBytes, void *output,
                              uint32_t outputBytes, uint32_t *returned)
{
    /* The last byte and the padding belong to AdditionalParameters, which these properties do not use. */
    STORAGE_PROPERTY_QUERY query = {0};
    if (inputBytes < offsetof(STORAGE_PROPERTY_QUERY, AdditionalParameters)) {
        return STATUS_INVALID_PARAMETER;
    }
    memcpy(&query, input, offsetof(STORAGE_PROPERTY_QUERY, AdditionalParameters));
    if (query.PropertyId != StorageDeviceProperty && query.PropertyId != StorageAdapterProperty) {
        return STATUS_NOT_SUPPORTED;
    }
    if (query.QueryType == PropertyExistsQuery) {
        return STATUS_SUCCESS;
    }
    if (query.QueryType != PropertyStandardQuery) {
        return STATUS_NOT_SUPPORTED;
    }
    return query.PropertyId == StorageDeviceProperty ? queryDevice(volume, output, outputBytes, returned)
                                                     : queryAdapter(volume, output, outputBytes, returned);
}

static NTSTATUS getDeviceNumber(const SIM_VOLUME *volume, bool isWholeDisk, void *output, uint32_t outputBytes,
                                uint32_t *returned)
{
    const STORAGE_DEVICE_NUMBER number = {FILE_DEVICE_DISK, volume->index, isWholeDisk ? 0 : 1};
    if (outputBytes < sizeof(number)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memcpy(output, &number, sizeof(number));
    *returned = sizeof(number);
    return STATUS_SUCCESS;
}

static NTSTATUS getDiskExtents(const SIM_VOLUME *volume, void *output, uint32_t outputBytes, uint32_t *returned)
{
    VOLUME_DISK_EXTENTS extents;
    if (outputBytes < sizeof(extents)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memset(&extents, 0, sizeof(extents));
    extents.NumberOfDiskExtents = 1;
    extents.Extents[0].DiskNumber = volume->index;
    extents.Extents[0].StartingOffset = PARTITION_OFFSET_BYTES;
    extents.Extents[0].ExtentLength = (int64_t)StorageVolumeBytes(volume);
    memcpy(output, &extents, sizeof(extents));
    *returned = sizeof(extents);
    return STATUS_SUCCESS;
}

/* A control that is nobody's goes on down, from driver to driver, and is refused by the last. */
static NTSTATUS controlDrivers(SIM_VOLUME *volume, uint32_t code)
{
    for (uint32_t index = 0; index < volume->stackCount; index++) {
        const SIM_STACK_DRIVER *driver = &volume->stack[index];
        const NTSTATUS status =
            driver->behaviour == NULL ? STATUS_INVALID_DEVICE_REQUEST : driver->behaviour->control(driver->state, volume, code);
        if (status != STATUS_INVALID_DEVICE_REQUEST) {
            return status;
        }
    }
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS StorageDeviceControl(SIM_VOLUME *volume, bool isWholeDisk, uint32_t code, const void *input,
                              uint32_t inputBytes, void *output, uint32_t outputBytes, uint32_t *returned)
{
    switch (code) {
    case IOCTL_STORAGE_QUERY_PROPERTY: return queryProperty(volume, input, inputBytes, output, outputBytes, returned);
    case IOCTL_STORAGE_GET_DEVICE_NUMBER: return getDeviceNumber(volume, isWholeDisk, output, outputBytes, returned);
    case IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS:
        return isWholeDisk ? STATUS_INVALID_DEVICE_REQUEST : getDiskExtents(volume, output, outputBytes, returned);
    default: return isWholeDisk ? STATUS_INVALID_DEVICE_REQUEST : controlDrivers(volume, code);
    }
}
