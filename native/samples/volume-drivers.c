/* The documentation's two stories about the volume stack: a driver that keeps snapshots, and one that encrypts the volume. Both stop
 * BypassIO below the file system before they do what it would miss. Source: "Supporting BypassIO operations". */
#include "volume-drivers.h"

/* "It does this each time a new snapshot is created." From then on every enable and query is vetoed, while one exists. */
static NTSTATUS createSnapshot(VOLUME_STATE *state, SIM_VOLUME *volume)
{
    const NTSTATUS status = VolumeSendBypassIo(volume, FS_BPIO_OP_VOLUME_STACK_PAUSE);
    if (NT_SUCCESS(status)) {
        state->snapshotCount++; /* BypassIO is disabled and drained: here the snapshot would be taken */
    }
    return status;
}

/* "Only after the last snapshot goes away." */
static NTSTATUS deleteSnapshot(VOLUME_STATE *state, SIM_VOLUME *volume)
{
    if (state->snapshotCount == 0) {
        return STATUS_NOT_FOUND;
    }
    return --state->snapshotCount != 0 ? STATUS_SUCCESS : VolumeSendBypassIo(volume, FS_BPIO_OP_VOLUME_STACK_RESUME);
}

static NTSTATUS controlSnapshots(VOLUME_STATE *state, SIM_VOLUME *volume, uint32_t code)
{
    switch (code) {
    case IOCTL_SAMPLE_SNAPSHOT_CREATE: return createSnapshot(state, volume);
    case IOCTL_SAMPLE_SNAPSHOT_DELETE: return deleteSnapshot(state, volume);
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

static NTSTATUS askSnapshots(const VOLUME_STATE *state, const char16_t **reason)
{
    *reason = u"The volume has snapshots.";
    return state->snapshotCount != 0 ? STATUS_NOT_SUPPORTED_WITH_SNAPSHOT : STATUS_SUCCESS;
}

static NTSTATUS controlEncryption(VOLUME_STATE *state, SIM_VOLUME *volume, uint32_t code)
{
    if (code != IOCTL_SAMPLE_VOLUME_ENCRYPT && code != IOCTL_SAMPLE_VOLUME_DECRYPT) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    const bool encrypts = code == IOCTL_SAMPLE_VOLUME_ENCRYPT;
    if (encrypts == state->isEncrypted) {
        return STATUS_SUCCESS;
    }
    if (!encrypts) {
        state->isEncrypted = false; /* the resume asks everybody again, this driver included */
        return VolumeSendBypassIo(volume, FS_BPIO_OP_VOLUME_STACK_RESUME);
    }
    const NTSTATUS status = VolumeSendBypassIo(volume, FS_BPIO_OP_VOLUME_STACK_PAUSE);
    state->isEncrypted = NT_SUCCESS(status);
    return status;
}

static NTSTATUS askEncryption(const VOLUME_STATE *state, const char16_t **reason)
{
    *reason = u"BitLocker Drive Encryption is enabled.";
    return state->isEncrypted ? STATUS_NOT_SUPPORTED_WITH_ENCRYPTION : STATUS_SUCCESS;
}

const VOLUME_DRIVER SampleVolumeDrivers[SAMPLE_VOLUME_DRIVERS] = {
    {u"SampleSnapshot.sys", askSnapshots, controlSnapshots},
    {u"SampleVolumeEncryption.sys", askEncryption, controlEncryption},
};
