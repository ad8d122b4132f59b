/* fltlib: loading filters and attaching them. Source: fltuser.h pages of the Windows documentation. */
#include "altitude.h"
#include "fltlib-entry.h"
#include "fltlib-status.h"
#include "fltmgr.h"
#include "lock.h"
#include "path.h"

#define HRESULT_FROM_CODE(code) (0x80070000u | (uint32_t)(code))

uint32_t HresultOfStatus(NTSTATUS status)
{
    if (status == STATUS_PENDING) {
        return HRESULT_FROM_CODE(997);
    }
    if (NT_SUCCESS(status)) {
        return HRESULT_OK;
    }
    return ((uint32_t)status & 0xFFFF0000u) == 0xC01C0000u ? 0x801F0000u | ((uint32_t)status & 0xFFFFu)
                                                           : HRESULT_FROM_CODE(StatusToWin32(status));
}

/* A token without the privilege and one that only did not enable it look alike to the caller (inference). */
static uint32_t checkLoad(const char16_t *name)
{
    if (name == NULL || name[0] == 0) {
        return HRESULT_INVALID_ARGUMENT;
    }
    return Machine.isElevated && Machine.isLoadPrivilegeEnabled ? HRESULT_OK : HRESULT_FROM_CODE(ERROR_PRIVILEGE_NOT_HELD);
}

static uint32_t load(TEXT name)
{
    uint32_t loadError = 0;
    const SIM_IMAGE *image = DriversFind(name, &loadError);
    if (FltpFindService(name) != NULL) {
        return HRESULT_FROM_CODE(ERROR_ALREADY_EXISTS);
    }
    if (image == NULL) {
        return HRESULT_FROM_CODE(ERROR_FILE_NOT_FOUND);
    }
    return loadError != 0 ? HRESULT_FROM_CODE(loadError) : HresultOfStatus(DriversLoad(image));
}

/** Loads a filter's driver. 0x80070002 no such service, 0x800700B7 running already, 0x80070522 SeLoadDriverPrivilege is not
 *  enabled, 0x80070241 not signed, else what the driver's entry point said. */
SIM_EXPORT uint32_t FilterLoad(const char16_t *filterName)
{
    SimEnter();
    uint32_t result = checkLoad(filterName);
    if (result == HRESULT_OK) {
        result = load(TextOf(filterName));
    }
    SimLeave();
    return result;
}

/** Asks a filter to unload: it may refuse (0x801F0010), and always does without an unload routine. */
SIM_EXPORT uint32_t FilterUnload(const char16_t *filterName)
{
    SimEnter();
    uint32_t result = checkLoad(filterName);
    if (result == HRESULT_OK) {
        SIM_SERVICE *service = FltpFindService(TextOf(filterName));
        result = service == NULL ? HRESULT_FILTER_NOT_FOUND : HresultOfStatus(FltpUnload(service, 0));
    }
    SimLeave();
    return result;
}

/* What attaching and detaching look up alike. The device is opened for writing first: administrators only. */
static uint32_t find(const char16_t *filter, const char16_t *volumeName, SIM_SERVICE **service, SIM_VOLUME **volume)
{
    if (filter == NULL || volumeName == NULL) {
        return HRESULT_INVALID_ARGUMENT;
    }
    if (!Machine.isElevated) {
        return HRESULT_ACCESS_DENIED;
    }
    *service = FltpFindService(TextOf(filter));
    if (*service == NULL || (*service)->filter == NULL) {
        return HRESULT_FILTER_NOT_FOUND;
    }
    *volume = PathFindVolume(TextOf(volumeName));
    return *volume == NULL ? HRESULT_VOLUME_NOT_FOUND : HRESULT_OK;
}

/* Cut to the buffer, and always ended by a NUL. `bytes` counts bytes. */
static void tellName(PFLT_INSTANCE instance, char16_t *createdName, uint32_t bytes)
{
    const TEXT name = TextOf(instance->name);
    const uint32_t capacity = bytes / (uint32_t)sizeof(char16_t);
    if (createdName == NULL || capacity == 0) {
        return;
    }
    const uint32_t count = name.count < capacity ? name.count : capacity - 1;
    memcpy(createdName, name.chars, count * sizeof(char16_t));
    createdName[count] = 0;
}

static uint32_t attach(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name, TEXT altitude, char16_t *createdName, uint32_t bytes)
{
    PFLT_INSTANCE instance = NULL;
    const NTSTATUS status =
        FltpAttachInstance(service, volume, name, altitude, FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT, &instance);
    if (NT_SUCCESS(status)) {
        tellName(instance, createdName, bytes);
    }
    return HresultOfStatus(status);
}

/* The service's key describes one instance, "<filter> Instance". */
static bool isDefinedInstance(const SIM_SERVICE *service, TEXT name)
{
    char16_t own[160];
    TEXT_BUFFER buffer = {own, 160, 0};
    TextAppend(&buffer, TextOf(service->name));
    TextAppendAscii(&buffer, " Instance");
    return name.count == 0 || TextEquals(name, (TEXT){own, buffer.count});
}

/** Attaches the instance that the service's key describes under that name, or its default one. 0x80070002 for another name. */
SIM_EXPORT uint32_t FilterAttach(const char16_t *filter, const char16_t *volumeName, const char16_t *instanceName,
                                 uint32_t createdBytes, char16_t *createdName)
{
    SIM_SERVICE *service = NULL;
    SIM_VOLUME *volume = NULL;
    SimEnter();
    uint32_t result = find(filter, volumeName, &service, &volume);
    if (result == HRESULT_OK && !isDefinedInstance(service, TextOf(instanceName))) {
        result = HRESULT_FROM_CODE(ERROR_FILE_NOT_FOUND);
    }
    if (result == HRESULT_OK) {
        result = attach(service, volume, (TEXT){NULL, 0}, (TEXT){NULL, 0}, createdName, createdBytes);
    }
    SimLeave();
    return result;
}

/** Attaches at any free altitude, under any free name; without a name it is made of filter and altitude. */
SIM_EXPORT uint32_t FilterAttachAtAltitude(const char16_t *filter, const char16_t *volumeName, const char16_t *altitude,
                                           const char16_t *instanceName, uint32_t createdBytes, char16_t *createdName)
{
    SIM_SERVICE *service = NULL;
    SIM_VOLUME *volume = NULL;
    const TEXT altitudeText = TextOf(altitude);
    char16_t own[512];
    TEXT_BUFFER made = {own, 512, 0};
    SimEnter();
    uint32_t result = find(filter, volumeName, &service, &volume);
    if (result == HRESULT_OK && (!AltitudeIsValid(altitudeText) || altitudeText.count > 255 || TextOf(instanceName).count > 255)) {
        result = HRESULT_INVALID_ARGUMENT;
    }
    if (result == HRESULT_OK && TextOf(instanceName).count == 0) {
        TextAppend(&made, TextOf(service->name));
        TextAppendAscii(&made, " ");
        TextAppend(&made, altitudeText);
    }
    if (result == HRESULT_OK) {
        const TEXT name = made.count == 0 ? TextOf(instanceName) : (TEXT){own, made.count};
        result = attach(service, volume, name, altitudeText, createdName, createdBytes);
    }
    SimLeave();
    return result;
}

/** Detaches the instance of that name, or the filter's highest. 0x801F0010 when the filter does not want it. */
SIM_EXPORT uint32_t FilterDetach(const char16_t *filter, const char16_t *volumeName, const char16_t *instanceName)
{
    SIM_SERVICE *service = NULL;
    SIM_VOLUME *volume = NULL;
    SimEnter();
    uint32_t result = find(filter, volumeName, &service, &volume);
    if (result == HRESULT_OK) {
        const PFLT_INSTANCE instance = FltpFindInstanceByName(service, volume, TextOf(instanceName));
        result = instance == NULL ? HresultOfStatus(STATUS_FLT_INSTANCE_NOT_FOUND) : HresultOfStatus(FltpDetachManually(instance));
    }
    SimLeave();
    return result;
}
