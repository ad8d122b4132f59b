/* Drivers that can be loaded: which images are installed, and loading one. */
#include "drivers.h"

#include "fltmgr.h"
#include "sim.h"

DRIVER_INITIALIZE ProbeDriverEntry, SampleEncryptionEntry, SampleNoOptInEntry, SampleSelfOptedEntry, SampleObserverEntry,
    SampleOtherProbeEntry;

/* Altitudes of the samples lie in the ranges of what they play; none is allocated to anybody. */
static const SIM_IMAGE builtIn[] = {
    {u"bpioprobe", u"bpioprobe.sys", u"389999.7", SUPPORTED_FS_FEATURES_BYPASS_IO, false, ProbeDriverEntry},
    {u"SampleEncryption", u"SampleEncryption.sys", u"149999.7", SUPPORTED_FS_FEATURES_BYPASS_IO, true, SampleEncryptionEntry},
    {u"SampleNoOptIn", u"SampleNoOptIn.sys", u"329999.7", 0x3, true, SampleNoOptInEntry},
    {u"SampleSelfOpted", u"SampleSelfOpted.sys", u"369999.7", 0, true, SampleSelfOptedEntry},
    {u"SampleObserver", u"SampleObserver.sys", u"389999.8", SUPPORTED_FS_FEATURES_BYPASS_IO, true, SampleObserverEntry},
};

/* Goes under the probe's own name, and so is not in the table. */
static const SIM_IMAGE otherProbe = {u"bpioprobe", u"bpioprobe.sys", u"389999.7", SUPPORTED_FS_FEATURES_BYPASS_IO, false,
                                     SampleOtherProbeEntry};

enum { MAX_INSTALLED = 32 };
static struct {
    const SIM_IMAGE *image;
    uint32_t loadError;
} installed[MAX_INSTALLED];
static uint32_t installedCount;

const SIM_IMAGE *DriversBuiltIn(TEXT service)
{
    for (size_t index = 0; index < sizeof(builtIn) / sizeof(builtIn[0]); index++) {
        if (TextEquals(TextOf(builtIn[index].service), service)) {
            return &builtIn[index];
        }
    }
    return TextEquals(service, TEXT_LITERAL(u"OtherProbe")) ? &otherProbe : NULL;
}

static uint32_t findInstalled(TEXT service)
{
    uint32_t index = 0;
    while (index < installedCount && !TextEquals(TextOf(installed[index].image->service), service)) {
        index++;
    }
    return index;
}

uint32_t DriversInstall(const SIM_IMAGE *image, uint32_t loadError)
{
    const uint32_t index = findInstalled(TextOf(image->service));
    if (index == MAX_INSTALLED) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    installedCount += index == installedCount;
    installed[index].image = image;
    installed[index].loadError = loadError;
    uint16_t version[4];
    MachineOsVersion(version);
    return MachineAddDriverFile(TextOf(image->file), TEXT_LITERAL(u"BypassIO Inspector"), TextOf(image->service), version);
}

void DriversForgetAll(void)
{
    installedCount = 0;
}

const SIM_IMAGE *DriversFind(TEXT service, uint32_t *loadError)
{
    const uint32_t index = findInstalled(service);
    if (index == installedCount) {
        return NULL;
    }
    *loadError = installed[index].loadError;
    return installed[index].image;
}

/* A volume on which the filter does not want to be, or cannot be, is no reason not to load it. */
static void attachEverywhere(SIM_SERVICE *service)
{
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        if (!Machine.volumes[index]->isGone) {
            (void)FltpAttach(service, Machine.volumes[index], (TEXT){NULL, 0});
        }
    }
}

NTSTATUS DriversLoad(const SIM_IMAGE *image)
{
    SIM_SERVICE *service = NULL;
    if (FltpCreateService(image->service, image->file, image->altitude, &service) != ERROR_SUCCESS) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    service->kind = SIM_KIND_MINIFILTER;
    service->image = image;
    service->supportedFeatures = image->supportedFeatures;
    if (FltpInsertService(service) != ERROR_SUCCESS) {
        FltpDestroyService(service);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    UNICODE_STRING registryPath = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services");
    const DRIVER_CALL call = VerifierEnterDriver(service, PASSIVE_LEVEL);
    const NTSTATUS status = image->entry(&service->driverObject, &registryPath);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    if (!NT_SUCCESS(status)) {
        service->isUnloading = true;
        FltpCheckHeld(service);
        FltpForgetService(service);
        return status;
    }
    if (image->attachesAutomatically) {
        attachEverywhere(service);
    }
    return STATUS_SUCCESS;
}
