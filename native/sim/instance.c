/* Instances: one filter attached to one volume, at one altitude. A filter may have several on a volume. */
#include "altitude.h"
#include "fltlib-entry.h"
#include "fltmgr.h"
#include "lock.h"
#include "ntfs.h"

#include <stdlib.h>

enum { FILE_DEVICE_DISK_FILE_SYSTEM = 8 };

FLT_RELATED_OBJECTS FltpRelatedObjects(PFLT_INSTANCE instance, PFILE_OBJECT fileObject)
{
    return (FLT_RELATED_OBJECTS){.Size = sizeof(FLT_RELATED_OBJECTS), .Filter = instance->filter, .Volume = instance->volume,
                                 .Instance = instance, .FileObject = fileObject};
}

PFLT_INSTANCE FltpFindInstanceByName(const SIM_SERVICE *service, const SIM_VOLUME *volume, TEXT name)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        const PFLT_INSTANCE instance = volume->instances[index];
        if ((service == NULL || instance->service == service) && (name.count == 0 || TextEquals(TextOf(instance->name), name))) {
            return instance;
        }
    }
    return NULL;
}

PFLT_INSTANCE FltpFindInstance(const SIM_SERVICE *service, const SIM_VOLUME *volume)
{
    return FltpFindInstanceByName(service, volume, (TEXT){NULL, 0});
}

static void findAttachBlocker(SIM_VOLUME *volume)
{
    volume->attachBlocker = NULL;
    for (uint32_t index = 0; index < volume->instanceCount && volume->attachBlocker == NULL; index++) {
        /* Legacy filters have no SupportedFeatures of their own and are not inspected: the documentation speaks of
         * minifilters only and is silent about them. */
        const PFLT_FILTER filter = volume->instances[index]->filter;
        if (filter != NULL && !filter->isOptedIn) {
            volume->attachBlocker = volume->instances[index];
        }
    }
}

bool FltpIsAttachBlocked(const SIM_VOLUME *volume)
{
    return volume->attachBlocker != NULL;
}

/* Where the instance belongs among the others, highest altitude first and the older first among legacy filters; or what it
 * collides with. Two minifilters never share an altitude on a volume. */
static NTSTATUS findPosition(const SIM_SERVICE *service, const SIM_VOLUME *volume, TEXT name, TEXT altitude, uint32_t *position)
{
    *position = 0;
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        const PFLT_INSTANCE other = volume->instances[index];
        const int order = AltitudeCompare(TextOf(other->altitude), altitude);
        if (TextEquals(TextOf(other->name), name)) {
            return STATUS_FLT_INSTANCE_NAME_COLLISION;
        }
        if (order == 0 && other->filter != NULL && service->kind == SIM_KIND_MINIFILTER) {
            return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
        }
        *position = order >= 0 ? index + 1 : *position;
    }
    return STATUS_SUCCESS;
}

void FltpDestroyInstance(PFLT_INSTANCE instance)
{
    free(instance->name);
    free(instance->altitude);
    free(instance);
}

static PFLT_INSTANCE createInstance(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name, TEXT altitude)
{
    PFLT_INSTANCE instance = KernelAllocate(sizeof(*instance));
    if (instance == NULL) {
        return NULL;
    }
    instance->objectType = FLT_OBJECT_INSTANCE;
    instance->name = TextCopy(name);
    instance->altitude = TextCopy(altitude);
    instance->service = service;
    instance->filter = service->filter;
    instance->volume = volume;
    instance->serial = ++Machine.nextSerial;
    if (instance->name == NULL || instance->altitude == NULL) {
        FltpDestroyInstance(instance);
        return NULL;
    }
    return instance;
}

/* The filter decides whether it wants to be there. */
static NTSTATUS callSetup(PFLT_INSTANCE instance, FLT_INSTANCE_SETUP_FLAGS flags)
{
    if (instance->filter == NULL || instance->filter->registration.InstanceSetupCallback == NULL) {
        return STATUS_SUCCESS;
    }
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, NULL);
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, PASSIVE_LEVEL);
    const NTSTATUS status = instance->filter->registration.InstanceSetupCallback(
        &objects, flags, FILE_DEVICE_DISK_FILE_SYSTEM, EntryFileSystemType(instance->volume));
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    return status;
}

static void insertAt(SIM_VOLUME *volume, PFLT_INSTANCE instance, uint32_t position)
{
    for (uint32_t index = volume->instanceCount; index > position; index--) {
        volume->instances[index] = volume->instances[index - 1];
    }
    volume->instances[position] = instance;
    volume->instanceCount++;
    instance->service->instanceCount++;
    findAttachBlocker(volume);
}

static NTSTATUS attachNamed(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name, TEXT altitude, FLT_INSTANCE_SETUP_FLAGS flags,
                            PFLT_INSTANCE *attached)
{
    uint32_t position;
    NTSTATUS status = findPosition(service, volume, name, altitude, &position);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    PFLT_INSTANCE instance = createInstance(service, volume, name, altitude);
    if (instance == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = callSetup(instance, flags);
    if (NT_SUCCESS(status)) {
        status = findPosition(service, volume, name, altitude, &position); /* the callback may have let others in */
    }
    if (!NT_SUCCESS(status)) {
        FltpDropContextsOfInstance(instance);
        FltpDestroyInstance(instance);
        return status;
    }
    insertAt(volume, instance, position);
    if (attached != NULL) {
        *attached = instance;
    }
    return STATUS_SUCCESS;
}

NTSTATUS FltpAttachInstance(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name, TEXT altitude, FLT_INSTANCE_SETUP_FLAGS flags,
                            PFLT_INSTANCE *attached)
{
    if (service->isUnloading || (service->filter != NULL && service->filter->isUnregistering)) {
        return STATUS_FLT_DELETING_OBJECT;
    }
    if (volume->instanceCount == SIM_MAX_INSTANCES) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (altitude.count == 0) {
        altitude = TextOf(service->altitude);
    }
    if (name.count != 0) {
        return attachNamed(service, volume, name, altitude, flags, attached);
    }
    char16_t own[160];
    TEXT_BUFFER buffer = {own, 160, 0};
    TextAppend(&buffer, TextOf(service->name));
    TextAppendAscii(&buffer, " Instance");
    return attachNamed(service, volume, (TEXT){own, buffer.count}, altitude, flags, attached);
}

uint32_t FltpAttach(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT instanceName)
{
    switch (FltpAttachInstance(service, volume, instanceName, (TEXT){NULL, 0}, FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT, NULL)) {
    case STATUS_SUCCESS: return ERROR_SUCCESS;
    case STATUS_FLT_INSTANCE_NAME_COLLISION:
    case STATUS_FLT_INSTANCE_ALTITUDE_COLLISION: return ERROR_ALREADY_EXISTS;
    default: return ERROR_NOT_ENOUGH_MEMORY;
    }
}

uint32_t FltpDetach(SIM_SERVICE *service, SIM_VOLUME *volume)
{
    PFLT_INSTANCE instance = FltpFindInstance(service, volume);
    if (instance == NULL) {
        return ERROR_NOT_FOUND;
    }
    for (; instance != NULL; instance = FltpFindInstance(service, volume)) {
        FltpDetachInstance(instance, FLTFL_INSTANCE_TEARDOWN_MANUAL);
    }
    return ERROR_SUCCESS;
}

static void callTeardown(PFLT_INSTANCE_TEARDOWN_CALLBACK callback, PFLT_INSTANCE instance, FLT_INSTANCE_TEARDOWN_FLAGS reason)
{
    if (callback == NULL) {
        return;
    }
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, NULL);
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, PASSIVE_LEVEL);
    callback(&objects, reason);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
}

static void removeFromVolume(PFLT_INSTANCE instance)
{
    SIM_VOLUME *volume = instance->volume;
    uint32_t kept = 0;
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        if (volume->instances[index] != instance) {
            volume->instances[kept++] = volume->instances[index];
        }
    }
    volume->instanceCount = kept;
    instance->service->instanceCount--;
    findAttachBlocker(volume);
}

void FltpDetachInstance(PFLT_INSTANCE instance, FLT_INSTANCE_TEARDOWN_FLAGS reason)
{
    const PFLT_FILTER filter = instance->filter;
    SIM_VOLUME *volume = instance->volume;
    instance->isDetaching = true;
    removeFromVolume(instance);
    if (filter != NULL) {
        filter->activeCalls++;
        callTeardown(filter->registration.InstanceTeardownStartCallback, instance, reason);
        FltpDrainOperations(instance);
        while (instance->activeCalls != 0 || instance->references != 0) {
            (void)SimWait(SIM_WAIT_FOREVER);
        }
        FltpDropContextsOfInstance(instance);
        callTeardown(filter->registration.InstanceTeardownCompleteCallback, instance, reason);
        filter->activeCalls--;
        SimWake();
    }
    instance->nextDetached = volume->detached;
    volume->detached = instance;
    FltpFreeDetached(volume);
}

/* An operation under way walks over the instances as they were when it began. */
void FltpFreeDetached(SIM_VOLUME *volume)
{
    while (volume->operations == NULL && volume->detached != NULL) {
        const PFLT_INSTANCE instance = volume->detached;
        volume->detached = instance->nextDetached;
        FltpDestroyInstance(instance);
    }
}

NTSTATUS FltpDetachManually(PFLT_INSTANCE instance)
{
    const PFLT_FILTER filter = instance->filter;
    if (filter == NULL || filter->registration.InstanceQueryTeardownCallback == NULL) {
        return STATUS_FLT_DO_NOT_DETACH; /* "If a minifilter does not register it, its instances cannot be detached by hand" */
    }
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, NULL);
    instance->references++; /* the callback may let others in */
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, PASSIVE_LEVEL);
    const NTSTATUS status = filter->registration.InstanceQueryTeardownCallback(&objects, 0);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    instance->references--;
    if (instance->isDetaching) {
        SimWake();
        return STATUS_FLT_DELETING_OBJECT;
    }
    if (!NT_SUCCESS(status)) {
        return STATUS_FLT_DO_NOT_DETACH;
    }
    FltpDetachInstance(instance, FLTFL_INSTANCE_TEARDOWN_MANUAL);
    return STATUS_SUCCESS;
}
