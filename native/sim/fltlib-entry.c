#include "fltlib-entry.h"

#include "path.h"

/* Lays an entry out: the fixed part, then the texts in the order they are added. The caller's buffer need not be aligned. */
typedef struct {
    ENTRY_BUFFER *out;
    uint32_t bytes;
} LAYOUT;

typedef struct {
    uint16_t bytes;
    uint16_t offset;
} PLACED;

static PLACED place(LAYOUT *layout, TEXT text)
{
    const PLACED placed = {(uint16_t)(text.count * sizeof(char16_t)), (uint16_t)layout->bytes};
    if (layout->bytes + placed.bytes <= layout->out->capacity && placed.bytes != 0) {
        memcpy((uint8_t *)layout->out->bytes + layout->bytes, text.chars, placed.bytes);
    }
    layout->bytes += placed.bytes;
    return placed;
}

/* One entry a call, so that NextEntryOffset is 0 and every entry starts where the caller aligned its buffer. */
static uint32_t finish(const LAYOUT *layout, const void *fixed, uint32_t fixedBytes)
{
    *layout->out->returned = layout->bytes;
    if (layout->bytes > layout->out->capacity) {
        return HRESULT_INSUFFICIENT_BUFFER;
    }
    memcpy(layout->out->bytes, fixed, fixedBytes);
    return HRESULT_OK;
}

static uint32_t writeFilterFull(const SIM_SERVICE *service, ENTRY_BUFFER *out)
{
    FILTER_FULL_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    const uint32_t fixedBytes = offsetof(FILTER_FULL_INFORMATION, FilterNameBuffer);
    LAYOUT layout = {out, fixedBytes};
    entry.NumberOfInstances = service->instanceCount;
    entry.FilterNameLength = place(&layout, TextOf(service->name)).bytes;
    return finish(&layout, &entry, fixedBytes);
}

static uint32_t writeFilterBasic(const SIM_SERVICE *service, ENTRY_BUFFER *out)
{
    FILTER_AGGREGATE_BASIC_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    LAYOUT layout = {out, sizeof(entry)};
    const PLACED name = place(&layout, TextOf(service->name));
    if (service->kind == SIM_KIND_LEGACY) {
        entry.Flags = FLTFL_IS_LEGACYFILTER;
        entry.Type.LegacyFilter.FilterNameLength = name.bytes;
        entry.Type.LegacyFilter.FilterNameBufferOffset = name.offset;
    } else {
        const PLACED altitude = place(&layout, TextOf(service->altitude));
        entry.Flags = FLTFL_IS_MINIFILTER;
        entry.Type.MiniFilter.NumberOfInstances = service->instanceCount;
        entry.Type.MiniFilter.FilterNameLength = name.bytes;
        entry.Type.MiniFilter.FilterNameBufferOffset = name.offset;
        entry.Type.MiniFilter.FilterAltitudeLength = altitude.bytes;
        entry.Type.MiniFilter.FilterAltitudeBufferOffset = altitude.offset;
    }
    return finish(&layout, &entry, sizeof(entry));
}

static uint32_t writeFilterStandard(const SIM_SERVICE *service, ENTRY_BUFFER *out)
{
    FILTER_AGGREGATE_STANDARD_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    LAYOUT layout = {out, sizeof(entry)};
    const PLACED name = place(&layout, TextOf(service->name));
    const PLACED altitude = place(&layout, TextOf(service->altitude));
    if (service->kind == SIM_KIND_LEGACY) {
        entry.Flags = FLTFL_IS_LEGACYFILTER;
        entry.Type.LegacyFilter.FilterNameLength = name.bytes;
        entry.Type.LegacyFilter.FilterNameBufferOffset = name.offset;
        entry.Type.LegacyFilter.FilterAltitudeLength = altitude.bytes;
        entry.Type.LegacyFilter.FilterAltitudeBufferOffset = altitude.offset;
    } else {
        entry.Flags = FLTFL_IS_MINIFILTER;
        entry.Type.MiniFilter.NumberOfInstances = service->instanceCount;
        entry.Type.MiniFilter.FilterNameLength = name.bytes;
        entry.Type.MiniFilter.FilterNameBufferOffset = name.offset;
        entry.Type.MiniFilter.FilterAltitudeLength = altitude.bytes;
        entry.Type.MiniFilter.FilterAltitudeBufferOffset = altitude.offset;
    }
    return finish(&layout, &entry, sizeof(entry));
}

uint32_t EntryWriteFilter(const SIM_SERVICE *service, uint32_t infoClass, ENTRY_BUFFER *out)
{
    if (infoClass == FilterFullInformation) {
        return service->kind == SIM_KIND_LEGACY ? HRESULT_SKIP : writeFilterFull(service, out);
    }
    return infoClass == FilterAggregateBasicInformation ? writeFilterBasic(service, out) : writeFilterStandard(service, out);
}

int32_t EntryFileSystemType(const SIM_VOLUME *volume)
{
    static const struct {
        TEXT name;
        int32_t type;
    } types[] = {
        {{u"NTFS", 4}, FLT_FSTYPE_NTFS},   {{u"FAT", 3}, FLT_FSTYPE_FAT},     {{u"FAT32", 5}, FLT_FSTYPE_FAT},
        {{u"exFAT", 5}, FLT_FSTYPE_EXFAT}, {{u"ReFS", 4}, FLT_FSTYPE_REFS},   {{u"CDFS", 4}, FLT_FSTYPE_CDFS},
        {{u"UDF", 3}, FLT_FSTYPE_UDFS},    {{u"CSVFS", 5}, FLT_FSTYPE_CSVFS}, {{u"RAW", 3}, FLT_FSTYPE_RAW},
    };
    for (size_t index = 0; index < sizeof(types) / sizeof(types[0]); index++) {
        if (TextEquals(TextOf(volume->fileSystem), types[index].name)) {
            return types[index].type;
        }
    }
    return FLT_FSTYPE_UNKNOWN;
}

static uint32_t writeAggregateInstance(PFLT_INSTANCE instance, ENTRY_BUFFER *out)
{
    INSTANCE_AGGREGATE_STANDARD_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    LAYOUT layout = {out, sizeof(entry)};
    const SIM_SERVICE *service = instance->service;
    const PLACED altitude = place(&layout, TextOf(instance->altitude));
    const PLACED volume = place(&layout, TextOf(instance->volume->device));
    const PLACED filter = place(&layout, TextOf(service->name));
    if (service->kind == SIM_KIND_LEGACY) {
        entry.Flags = FLTFL_IS_LEGACYFILTER;
        entry.Type.LegacyFilter.AltitudeLength = altitude.bytes;
        entry.Type.LegacyFilter.AltitudeBufferOffset = altitude.offset;
        entry.Type.LegacyFilter.VolumeNameLength = volume.bytes;
        entry.Type.LegacyFilter.VolumeNameBufferOffset = volume.offset;
        entry.Type.LegacyFilter.FilterNameLength = filter.bytes;
        entry.Type.LegacyFilter.FilterNameBufferOffset = filter.offset;
        entry.Type.LegacyFilter.SupportedFeatures = FltpFeatures(service);
        return finish(&layout, &entry, sizeof(entry));
    }
    const PLACED name = place(&layout, TextOf(instance->name));
    entry.Flags = FLTFL_IS_MINIFILTER;
    entry.Type.MiniFilter.VolumeFileSystemType = EntryFileSystemType(instance->volume);
    entry.Type.MiniFilter.InstanceNameLength = name.bytes;
    entry.Type.MiniFilter.InstanceNameBufferOffset = name.offset;
    entry.Type.MiniFilter.AltitudeLength = altitude.bytes;
    entry.Type.MiniFilter.AltitudeBufferOffset = altitude.offset;
    entry.Type.MiniFilter.VolumeNameLength = volume.bytes;
    entry.Type.MiniFilter.VolumeNameBufferOffset = volume.offset;
    entry.Type.MiniFilter.FilterNameLength = filter.bytes;
    entry.Type.MiniFilter.FilterNameBufferOffset = filter.offset;
    entry.Type.MiniFilter.SupportedFeatures = FltpFeatures(service);
    return finish(&layout, &entry, sizeof(entry));
}

/* Basic, partial and full information are prefixes of one another. */
static uint32_t writePlainInstance(PFLT_INSTANCE instance, uint32_t infoClass, ENTRY_BUFFER *out)
{
    INSTANCE_FULL_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    const uint32_t fixedBytes = infoClass == InstanceBasicInformation     ? sizeof(INSTANCE_BASIC_INFORMATION)
                                : infoClass == InstancePartialInformation ? sizeof(INSTANCE_PARTIAL_INFORMATION)
                                                                          : sizeof(INSTANCE_FULL_INFORMATION);
    LAYOUT layout = {out, fixedBytes};
    const PLACED name = place(&layout, TextOf(instance->name));
    entry.InstanceNameLength = name.bytes;
    entry.InstanceNameBufferOffset = name.offset;
    if (infoClass != InstanceBasicInformation) {
        const PLACED altitude = place(&layout, TextOf(instance->altitude));
        entry.AltitudeLength = altitude.bytes;
        entry.AltitudeBufferOffset = altitude.offset;
    }
    if (infoClass == InstanceFullInformation) {
        const PLACED volume = place(&layout, TextOf(instance->volume->device));
        const PLACED filter = place(&layout, TextOf(instance->service->name));
        entry.VolumeNameLength = volume.bytes;
        entry.VolumeNameBufferOffset = volume.offset;
        entry.FilterNameLength = filter.bytes;
        entry.FilterNameBufferOffset = filter.offset;
    }
    return finish(&layout, &entry, fixedBytes);
}

uint32_t EntryWriteInstance(PFLT_INSTANCE instance, uint32_t infoClass, ENTRY_BUFFER *out)
{
    if (infoClass == InstanceAggregateStandardInformation) {
        return writeAggregateInstance(instance, out);
    }
    return instance->service->kind == SIM_KIND_LEGACY ? HRESULT_SKIP : writePlainInstance(instance, infoClass, out);
}

/* Their file system types exist for the volume list, hence they are in it (inference). */
static const struct {
    TEXT name;
    int32_t type;
} pseudoVolumes[] = {
    {{u"\\Device\\Mup", 11}, FLT_FSTYPE_MUP},
    {{u"\\Device\\NamedPipe", 17}, FLT_FSTYPE_NPFS},
    {{u"\\Device\\Mailslot", 16}, FLT_FSTYPE_MSFS},
};
enum { PSEUDO_VOLUMES = sizeof(pseudoVolumes) / sizeof(pseudoVolumes[0]) };

uint32_t EntryVolumeCount(void)
{
    return Machine.volumeCount + PSEUDO_VOLUMES;
}

static uint32_t writeVolumeBasic(TEXT name, ENTRY_BUFFER *out)
{
    FILTER_VOLUME_BASIC_INFORMATION entry;
    const uint32_t fixedBytes = offsetof(FILTER_VOLUME_BASIC_INFORMATION, FilterVolumeName);
    LAYOUT layout = {out, fixedBytes};
    entry.FilterVolumeNameLength = place(&layout, name).bytes;
    return finish(&layout, &entry, fixedBytes);
}

uint32_t EntryWriteVolume(uint32_t index, uint32_t infoClass, ENTRY_BUFFER *out)
{
    const bool isPseudo = index >= Machine.volumeCount;
    const SIM_VOLUME *volume = isPseudo ? NULL : Machine.volumes[index];
    if ((volume != NULL && volume->isGone) || (isPseudo && index - Machine.volumeCount >= PSEUDO_VOLUMES)) {
        return HRESULT_SKIP;
    }
    const TEXT name = isPseudo ? pseudoVolumes[index - Machine.volumeCount].name : TextOf(volume->device);
    if (infoClass == FilterVolumeBasicInformation) {
        return writeVolumeBasic(name, out);
    }
    FILTER_VOLUME_STANDARD_INFORMATION entry;
    memset(&entry, 0, sizeof(entry));
    const uint32_t fixedBytes = offsetof(FILTER_VOLUME_STANDARD_INFORMATION, FilterVolumeName);
    LAYOUT layout = {out, fixedBytes};
    entry.FileSystemType = isPseudo ? pseudoVolumes[index - Machine.volumeCount].type : EntryFileSystemType(volume);
    entry.FilterVolumeNameLength = place(&layout, name).bytes;
    return finish(&layout, &entry, fixedBytes);
}

bool EntryIsVolumeName(const char16_t *name)
{
    TEXT text = TextOf(name);
    if (PathFindVolume(text) != NULL) {
        return true;
    }
    text.count -= text.count != 0 && text.chars[text.count - 1] == u'\\';
    for (size_t index = 0; index < PSEUDO_VOLUMES; index++) {
        if (TextEquals(text, pseudoVolumes[index].name)) {
            return true;
        }
    }
    return false;
}
