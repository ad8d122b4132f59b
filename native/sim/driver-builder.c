/* The builder functions of sim.h around drivers and volumes that come and go. */
#include "drivers.h"
#include "fltmgr.h"
#include "lock.h"

SIM_EXPORT uint32_t SimInstallDriver(const char16_t *service, uint32_t loadError)
{
    SimEnter();
    const SIM_IMAGE *image = DriversBuiltIn(TextOf(service));
    const uint32_t error = image == NULL ? (uint32_t)ERROR_NOT_FOUND : DriversInstall(image, loadError);
    SimLeave();
    return error;
}

SIM_EXPORT uint32_t SimLoadDriver(const char16_t *service)
{
    SimEnter();
    uint32_t loadError = 0;
    const SIM_IMAGE *image = DriversFind(TextOf(service), &loadError);
    uint32_t error = ERROR_NOT_FOUND;
    if (image != NULL) {
        error = loadError != 0 || FltpFindService(TextOf(service)) != NULL || !NT_SUCCESS(DriversLoad(image))
                    ? (uint32_t)ERROR_ALREADY_EXISTS
                    : (uint32_t)ERROR_SUCCESS;
    }
    SimLeave();
    return error;
}

/* Teardown first, then the handles lose their volume: what comes from them afterwards finds it gone. */
SIM_EXPORT uint32_t SimRemoveVolume(const char16_t *mount)
{
    SimEnter();
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    if (volume != NULL) {
        volume->isGone = true;
        while (volume->instanceCount != 0) {
            FltpDetachInstance(volume->instances[0], FLTFL_INSTANCE_TEARDOWN_VOLUME_DISMOUNT);
        }
    }
    SimLeave();
    return volume == NULL ? (uint32_t)ERROR_PATH_NOT_FOUND : (uint32_t)ERROR_SUCCESS;
}
