/* fltlib: lists of filters, volumes and instances. Source: fltuser.h pages of the Windows documentation.
 *
 * A search remembers which objects were there when it began, by serial number, and passes over those that went away. */
#include "fltlib-entry.h"
#include "handle.h"
#include "lock.h"
#include "path.h"

#include <stdlib.h>

typedef struct {
    uint32_t count;
    uint32_t next;
    uint32_t serials[];
} FLT_FIND;

/* Writes the entry with this serial. S_FALSE: there is none (any more), or its kind is not in this class. */
typedef uint32_t (*WRITE_ENTRY)(uint32_t serial, uint32_t infoClass, ENTRY_BUFFER *out);

static uint32_t writeFilter(uint32_t serial, uint32_t infoClass, ENTRY_BUFFER *out)
{
    for (uint32_t index = 0; index < Machine.serviceCount; index++) {
        if (Machine.services[index]->serial == serial) {
            return EntryWriteFilter(Machine.services[index], infoClass, out);
        }
    }
    return HRESULT_SKIP;
}

static uint32_t writeInstance(uint32_t serial, uint32_t infoClass, ENTRY_BUFFER *out)
{
    for (uint32_t volume = 0; volume < Machine.volumeCount; volume++) {
        for (uint32_t index = 0; index < Machine.volumes[volume]->instanceCount; index++) {
            if (Machine.volumes[volume]->instances[index]->serial == serial) {
                return EntryWriteInstance(Machine.volumes[volume]->instances[index], infoClass, out);
            }
        }
    }
    return HRESULT_SKIP;
}

static uint32_t continueSearch(FLT_FIND *find, WRITE_ENTRY write, uint32_t infoClass, ENTRY_BUFFER *out)
{
    while (find->next < find->count) {
        const uint32_t result = write(find->serials[find->next], infoClass, out);
        if (result == HRESULT_OK) {
            find->next++; /* a buffer that was too small leaves the entry for the next call */
        }
        if (result != HRESULT_SKIP) {
            return result;
        }
        find->next++;
    }
    return HRESULT_NO_MORE_ITEMS;
}

static uint32_t startSearch(FLT_FIND *find, HANDLE_KIND kind, WRITE_ENTRY write, uint32_t infoClass, ENTRY_BUFFER *out,
                            HANDLE *handle)
{
    if (find == NULL) {
        return HRESULT_OUT_OF_MEMORY;
    }
    const uint32_t result = continueSearch(find, write, infoClass, out);
    if (result != HRESULT_OK) {
        free(find);
        return result;
    }
    *handle = HandleCreate(kind, find);
    return *handle == INVALID_HANDLE_VALUE ? HRESULT_OUT_OF_MEMORY : HRESULT_OK;
}

static FLT_FIND *allocateFind(uint32_t count)
{
    FLT_FIND *find = malloc(sizeof(*find) + count * sizeof(find->serials[0]));
    if (find != NULL) {
        find->count = find->next = 0;
    }
    return find;
}

static FLT_FIND *listFilters(void)
{
    FLT_FIND *find = allocateFind(Machine.serviceCount);
    for (uint32_t index = 0; find != NULL && index < Machine.serviceCount; index++) {
        find->serials[find->count++] = Machine.services[index]->serial;
    }
    return find;
}

static FLT_FIND *listVolumes(void)
{
    FLT_FIND *find = allocateFind(EntryVolumeCount());
    for (uint32_t index = 0; find != NULL && index < EntryVolumeCount(); index++) {
        find->serials[find->count++] = index; /* volumes do not go away: their position identifies them */
    }
    return find;
}

static FLT_FIND *listInstancesOfVolume(const SIM_VOLUME *volume)
{
    FLT_FIND *find = allocateFind(SIM_MAX_INSTANCES);
    for (uint32_t index = 0; find != NULL && volume != NULL && index < volume->instanceCount; index++) {
        find->serials[find->count++] = volume->instances[index]->serial;
    }
    return find;
}

static FLT_FIND *listInstancesOfFilter(const SIM_SERVICE *service)
{
    FLT_FIND *find = allocateFind(service->instanceCount);
    for (uint32_t at = 0; find != NULL && at < Machine.volumeCount; at++) {
        const SIM_VOLUME *volume = Machine.volumes[at];
        for (uint32_t index = 0; index < volume->instanceCount; index++) {
            if (volume->instances[index]->service == service) {
                find->serials[find->count++] = volume->instances[index]->serial;
            }
        }
    }
    return find;
}

/* What every FindFirst checks. The filter manager's device is opened before anything else is looked at. */
static uint32_t checkFirst(const void *buffer, const uint32_t *returned, HANDLE *handle, uint32_t infoClass, uint32_t classes)
{
    if (returned == NULL || handle == NULL) {
        return HRESULT_INVALID_ARGUMENT;
    }
    *handle = INVALID_HANDLE_VALUE;
    if (!Machine.isElevated) {
        return HRESULT_ACCESS_DENIED;
    }
    return infoClass >= classes || buffer == NULL ? HRESULT_INVALID_ARGUMENT : HRESULT_OK;
}

static uint32_t findNext(HANDLE handle, HANDLE_KIND kind, WRITE_ENTRY write, uint32_t infoClass, uint32_t classes, void *buffer,
                         uint32_t bytes, uint32_t *returned)
{
    if (buffer == NULL || returned == NULL || infoClass >= classes) {
        return HRESULT_INVALID_ARGUMENT;
    }
    ENTRY_BUFFER out = {buffer, bytes, returned};
    SimEnter();
    FLT_FIND *find = HandleFind(handle, kind);
    const uint32_t result = find == NULL ? HRESULT_INVALID_HANDLE : continueSearch(find, write, infoClass, &out);
    SimLeave();
    return result;
}

static uint32_t findClose(HANDLE handle, HANDLE_KIND kind)
{
    SimEnter();
    const bool closed = HandleClose(handle, kind);
    SimLeave();
    return closed ? HRESULT_OK : HRESULT_INVALID_HANDLE;
}

enum { FILTER_CLASSES = 3, VOLUME_CLASSES = 2, INSTANCE_CLASSES = 4 };

/** Lists filters from the farthest to the nearest to the base file system. FilterFullInformation leaves legacy filters out.
 *  0x8007007A with the size needed in *returned when the buffer is too small, and no handle. */
SIM_EXPORT uint32_t FilterFindFirst(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find)
{
    ENTRY_BUFFER out = {buffer, bytes, returned};
    SimEnter();
    uint32_t result = checkFirst(buffer, returned, find, infoClass, FILTER_CLASSES);
    if (result == HRESULT_OK) {
        result = startSearch(listFilters(), HandleFilterFind, writeFilter, infoClass, &out, find);
    }
    SimLeave();
    return result;
}

SIM_EXPORT uint32_t FilterFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned)
{
    return findNext(find, HandleFilterFind, writeFilter, infoClass, FILTER_CLASSES, buffer, bytes, returned);
}

SIM_EXPORT uint32_t FilterFindClose(HANDLE find)
{
    return findClose(find, HandleFilterFind);
}

/** Lists the volumes the filter manager knows, those of the network, named pipes and mailslots included. */
SIM_EXPORT uint32_t FilterVolumeFindFirst(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find)
{
    ENTRY_BUFFER out = {buffer, bytes, returned};
    SimEnter();
    uint32_t result = checkFirst(buffer, returned, find, infoClass, VOLUME_CLASSES);
    if (result == HRESULT_OK) {
        result = startSearch(listVolumes(), HandleFilterVolumeFind, EntryWriteVolume, infoClass, &out, find);
    }
    SimLeave();
    return result;
}

SIM_EXPORT uint32_t FilterVolumeFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned)
{
    return findNext(find, HandleFilterVolumeFind, EntryWriteVolume, infoClass, VOLUME_CLASSES, buffer, bytes, returned);
}

SIM_EXPORT uint32_t FilterVolumeFindClose(HANDLE find)
{
    return findClose(find, HandleFilterVolumeFind);
}

/** Lists the instances of one filter on all volumes. */
SIM_EXPORT uint32_t FilterInstanceFindFirst(const char16_t *filterName, uint32_t infoClass, void *buffer, uint32_t bytes,
                                            uint32_t *returned, HANDLE *find)
{
    ENTRY_BUFFER out = {buffer, bytes, returned};
    SimEnter();
    uint32_t result = checkFirst(buffer, returned, find, infoClass, INSTANCE_CLASSES);
    if (result == HRESULT_OK) {
        const SIM_SERVICE *service = filterName == NULL ? NULL : FltpFindService(TextOf(filterName));
        result = service == NULL
                     ? HRESULT_FILTER_NOT_FOUND
                     : startSearch(listInstancesOfFilter(service), HandleInstanceFind, writeInstance, infoClass, &out, find);
    }
    SimLeave();
    return result;
}

SIM_EXPORT uint32_t FilterInstanceFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned)
{
    return findNext(find, HandleInstanceFind, writeInstance, infoClass, INSTANCE_CLASSES, buffer, bytes, returned);
}

SIM_EXPORT uint32_t FilterInstanceFindClose(HANDLE find)
{
    return findClose(find, HandleInstanceFind);
}

/** Lists the instances on one volume, highest altitude first. */
SIM_EXPORT uint32_t FilterVolumeInstanceFindFirst(const char16_t *volumeName, uint32_t infoClass, void *buffer, uint32_t bytes,
                                                  uint32_t *returned, HANDLE *find)
{
    ENTRY_BUFFER out = {buffer, bytes, returned};
    SimEnter();
    uint32_t result = checkFirst(buffer, returned, find, infoClass, INSTANCE_CLASSES);
    if (result == HRESULT_OK && !EntryIsVolumeName(volumeName)) {
        result = HRESULT_VOLUME_NOT_FOUND;
    }
    if (result == HRESULT_OK) {
        const SIM_VOLUME *volume = PathFindVolume(TextOf(volumeName)); /* NULL: \Device\Mup and the like, without filters */
        result = startSearch(listInstancesOfVolume(volume), HandleVolumeInstanceFind, writeInstance, infoClass, &out, find);
    }
    SimLeave();
    return result;
}

SIM_EXPORT uint32_t FilterVolumeInstanceFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes,
                                                 uint32_t *returned)
{
    return findNext(find, HandleVolumeInstanceFind, writeInstance, infoClass, INSTANCE_CLASSES, buffer, bytes, returned);
}

SIM_EXPORT uint32_t FilterVolumeInstanceFindClose(HANDLE find)
{
    return findClose(find, HandleVolumeInstanceFind);
}

/** "D:" for \Device\HarddiskVolumeN; S_OK with an empty text for a volume without a drive letter. */
SIM_EXPORT uint32_t FilterGetDosName(const char16_t *volumeName, char16_t *dosName, uint32_t capacity)
{
    if (volumeName == NULL || dosName == NULL) {
        return HRESULT_INVALID_ARGUMENT;
    }
    SimEnter();
    const bool isKnown = EntryIsVolumeName(volumeName);
    const SIM_VOLUME *volume = isKnown ? PathFindVolume(TextOf(volumeName)) : NULL;
    uint32_t result = isKnown ? HRESULT_OK : HRESULT_VOLUME_NOT_FOUND;
    const uint32_t count = volume == NULL ? 0 : 2;
    if (isKnown && capacity <= count) {
        result = HRESULT_INSUFFICIENT_BUFFER;
    } else if (isKnown) {
        if (volume != NULL) {
            memcpy(dosName, volume->mount, 2 * sizeof(char16_t));
        }
        dosName[count] = 0;
    }
    SimLeave();
    return result;
}
