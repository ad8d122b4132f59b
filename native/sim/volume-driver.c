#include "volume-driver.h"

#include "../samples/volume-drivers.h"
#include "ntfs.h"

const VOLUME_DRIVER *VolumeDriverFind(TEXT file)
{
    for (uint32_t index = 0; index < SAMPLE_VOLUME_DRIVERS; index++) {
        if (TextEquals(TextOf(SampleVolumeDrivers[index].file), file)) {
            return &SampleVolumeDrivers[index];
        }
    }
    return NULL;
}

NTSTATUS VolumeSendBypassIo(SIM_VOLUME *volume, int32_t operation)
{
    union {
        FS_BPIO_INPUT input;
        FS_BPIO_OUTPUT output;
    } buffer;
    char16_t path[3] = {volume->mount[0], u':', u'\\'};
    SIM_OPEN open = {.kind = OpenVolume, .volume = volume, .descriptor = -1, .fullPath = {path, 3}};
    open.fileObject.Flags = FO_VOLUME_OPEN;
    open.fileObject.FsContext2 = &open;
    memset(&buffer, 0, sizeof(buffer));
    buffer.input.Operation = operation;
    ULONG_PTR information;
    return FltpSendFsControl(&open.fileObject, volume, FSCTL_MANAGE_BYPASS_IO, &buffer, sizeof(FS_BPIO_INPUT),
                             sizeof(FS_BPIO_OUTPUT), KernelMode, &information);
}
