/* fltlib: what the lists hold, in which order, and what happens with buffers of every size. */
#include "harness.h"

static void addLists(void)
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"exFAT", 0, u"usbstor.sys", BusTypeUsb, 0, NULL), 0);
    AddOptedInFilter(u"Low", u"40700");
    AddOptedInFilter(u"High", u"328010");
    CHECK_EQUAL(SimAttachFilter(u"High", u"E:", u"Custom"), 0);
    CHECK_EQUAL(SimAddFilter(u"Old", u"old.sys", u"180000", 5, 1, SIM_KIND_LEGACY, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"Old", u"D:", NULL), 0);
}

static int textAt(const void *entry, uint32_t offset, uint32_t bytes, const char16_t *expected)
{
    char16_t text[64];
    memcpy(text, (const uint8_t *)entry + offset, bytes);
    return TextIs(text, bytes / 2, expected);
}

TEST("FilterFindFirst: farthest from the file system first, legacy filters flagged, end is 0x80070103")
{
    static const char16_t *const names[] = {u"High", u"Old", u"Low"};
    _Alignas(8) uint8_t buffer[1024];
    uint32_t returned;
    HANDLE find;
    addLists();
    uint32_t result = FilterFindFirst(FilterAggregateStandardInformation, buffer, sizeof(buffer), &returned, &find);
    for (uint32_t row = 0; row < 3; row++) {
        const FILTER_AGGREGATE_STANDARD_INFORMATION *entry = (const void *)buffer;
        CHECK_ROW(row, result, 0);
        CHECK_ROW(row, entry->NextEntryOffset, 0);
        CHECK_ROW(row, entry->Flags, row == 1 ? FLTFL_IS_LEGACYFILTER : FLTFL_IS_MINIFILTER);
        CHECK_ROW(row, row == 1 ? textAt(entry, entry->Type.LegacyFilter.FilterNameBufferOffset, entry->Type.LegacyFilter.FilterNameLength, names[row])
                                : textAt(entry, entry->Type.MiniFilter.FilterNameBufferOffset, entry->Type.MiniFilter.FilterNameLength, names[row]), 1);
        if (row == 0) {
            CHECK_EQUAL(entry->Type.MiniFilter.NumberOfInstances, 2);
            CHECK(textAt(entry, entry->Type.MiniFilter.FilterAltitudeBufferOffset, entry->Type.MiniFilter.FilterAltitudeLength, u"328010"));
        }
        result = FilterFindNext(find, FilterAggregateStandardInformation, buffer, sizeof(buffer), &returned);
    }
    CHECK_EQUAL(result, 0x80070103);
    CHECK_EQUAL(FilterFindClose(find), 0);
    CHECK_EQUAL(FilterFindClose(find), 0x80070006);
}

TEST("FilterFullInformation ignores legacy filters")
{
    _Alignas(8) uint8_t buffer[1024];
    uint32_t returned, count = 0;
    HANDLE find;
    addLists();
    uint32_t result = FilterFindFirst(FilterFullInformation, buffer, sizeof(buffer), &returned, &find);
    for (; result == 0; count++) {
        result = FilterFindNext(find, FilterFullInformation, buffer, sizeof(buffer), &returned);
    }
    CHECK_EQUAL(count, 2);
}

TEST("FilterVolumeInstanceFindFirst: highest altitude first, with features; all four volume name forms")
{
    static const char16_t *const volumes[] = {u"D:\\", u"D:", u"\\??\\Volume{b7a10000-0000-4000-8000-000000000001}\\",
                                              u"\\\\?\\Volume{b7a10000-0000-4000-8000-000000000001}", u"\\Device\\HarddiskVolume1"};
    static const char16_t *const names[] = {u"High", u"Old", u"Low"};
    addLists();
    for (uint32_t volume = 0; volume < 5; volume++) {
        _Alignas(8) uint8_t buffer[1024];
        uint32_t returned;
        HANDLE find;
        uint32_t result =
            FilterVolumeInstanceFindFirst(volumes[volume], InstanceAggregateStandardInformation, buffer, sizeof(buffer), &returned, &find);
        for (uint32_t row = 0; row < 3; row++) {
            const INSTANCE_AGGREGATE_STANDARD_INFORMATION *entry = (const void *)buffer;
            CHECK_ROW(volume, result, 0);
            if (row == 1) {
                CHECK_EQUAL(entry->Type.LegacyFilter.SupportedFeatures, 5);
                CHECK(textAt(entry, entry->Type.LegacyFilter.FilterNameBufferOffset, entry->Type.LegacyFilter.FilterNameLength, names[row]));
            } else {
                CHECK_EQUAL(entry->Type.MiniFilter.SupportedFeatures, 8);
                CHECK_EQUAL(entry->Type.MiniFilter.VolumeFileSystemType, FLT_FSTYPE_NTFS);
                CHECK(textAt(entry, entry->Type.MiniFilter.FilterNameBufferOffset, entry->Type.MiniFilter.FilterNameLength, names[row]));
                CHECK(textAt(entry, entry->Type.MiniFilter.VolumeNameBufferOffset, entry->Type.MiniFilter.VolumeNameLength, u"\\Device\\HarddiskVolume1"));
            }
            result = FilterVolumeInstanceFindNext(find, InstanceAggregateStandardInformation, buffer, sizeof(buffer), &returned);
        }
        CHECK_EQUAL(result, 0x80070103);
        CHECK_EQUAL(FilterVolumeInstanceFindClose(find), 0);
    }
}

typedef uint32_t (*FIND_FIRST)(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find);

static uint32_t firstOfVolume(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find)
{
    return FilterVolumeInstanceFindFirst(u"D:", infoClass, buffer, bytes, returned, find);
}

static uint32_t firstOfFilter(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find)
{
    return FilterInstanceFindFirst(u"high", infoClass, buffer, bytes, returned, find);
}

static const struct {
    FIND_FIRST first;
    uint32_t (*close)(HANDLE);
    uint32_t classes;
} lists[] = {{FilterFindFirst, FilterFindClose, 3},
             {FilterVolumeFindFirst, FilterVolumeFindClose, 2},
             {firstOfVolume, FilterVolumeInstanceFindClose, 4},
             {firstOfFilter, FilterInstanceFindClose, 4}};

TEST("every list and class: a buffer too small gives 0x8007007A, the size needed and handle -1; the exact size works")
{
    addLists();
    for (uint32_t list = 0; list < 4; list++) {
        for (uint32_t infoClass = 0; infoClass < lists[list].classes; infoClass++) {
            uint32_t needed = 0, bytes = 0, result;
            do {
                uint8_t *exact = malloc(bytes + 1);
                uint32_t returned = 0;
                HANDLE find = NULL;
                result = lists[list].first(infoClass, exact, bytes, &returned, &find);
                CHECK_ROW(list * 10 + infoClass, needed == 0 || returned == needed, 1);
                needed = returned;
                CHECK_ROW(list * 10 + infoClass, result, bytes < needed ? 0x8007007A : 0);
                CHECK_ROW(list * 10 + infoClass, find == INVALID_HANDLE_VALUE, bytes < needed);
                if (result == 0) {
                    CHECK_EQUAL(lists[list].close(find), 0);
                }
                free(exact);
            } while (bytes++ < needed);
        }
        uint8_t byte;
        uint32_t returned;
        HANDLE find;
        CHECK_EQUAL(lists[list].first(lists[list].classes, &byte, 1, &returned, &find), 0x80070057);
        CHECK_EQUAL(lists[list].first(0, &byte, 1, NULL, &find), 0x80070057);
        CHECK_EQUAL(lists[list].first(0, &byte, 1, &returned, NULL), 0x80070057);
    }
}

TEST("not elevated: every list is refused with 0x80070005")
{
    addLists();
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    for (uint32_t list = 0; list < 4; list++) {
        _Alignas(8) uint8_t buffer[512];
        uint32_t returned;
        HANDLE find = NULL;
        CHECK_ROW(list, lists[list].first(0, buffer, sizeof(buffer), &returned, &find), 0x80070005);
        CHECK(find == INVALID_HANDLE_VALUE);
    }
}

TEST("a FindNext that was too small can be repeated; filters that vanish meanwhile are passed over")
{
    _Alignas(8) uint8_t buffer[512];
    uint32_t returned;
    HANDLE find;
    addLists();
    CHECK_EQUAL(FilterVolumeInstanceFindFirst(u"D:", InstanceFullInformation, buffer, sizeof(buffer), &returned, &find), 0);
    CHECK_EQUAL(FilterVolumeInstanceFindNext(find, InstanceFullInformation, buffer, 4, &returned), 0x8007007A);
    CHECK_EQUAL(FilterVolumeInstanceFindNext(find, InstanceFullInformation, buffer, returned, &returned), 0);
    const INSTANCE_FULL_INFORMATION *entry = (const void *)buffer;
    CHECK(textAt(entry, entry->FilterNameBufferOffset, entry->FilterNameLength, u"Low"));
    CHECK_EQUAL(FilterVolumeInstanceFindClose(find), 0);
    CHECK_EQUAL(FilterVolumeInstanceFindFirst(u"D:", InstanceFullInformation, buffer, sizeof(buffer), &returned, &find), 0);
    CHECK_EQUAL(SimDetachFilter(u"Low", u"D:"), 0);
    CHECK_EQUAL(FilterVolumeInstanceFindNext(find, InstanceFullInformation, buffer, sizeof(buffer), &returned), 0x80070103);
}

TEST("volumes of the filter manager: D:, E:, and the network, pipe and mailslot ones (inference), without filters")
{
    _Alignas(8) uint8_t buffer[512];
    uint32_t returned, count = 0;
    HANDLE find;
    char16_t name[8];
    addLists();
    uint32_t result = FilterVolumeFindFirst(FilterVolumeStandardInformation, buffer, sizeof(buffer), &returned, &find);
    for (; result == 0; count++) {
        result = FilterVolumeFindNext(find, FilterVolumeStandardInformation, buffer, sizeof(buffer), &returned);
    }
    CHECK_EQUAL(count, 5);
    CHECK_EQUAL(FilterVolumeInstanceFindFirst(u"\\Device\\Mup", 3, buffer, sizeof(buffer), &returned, &find), 0x80070103);
    CHECK_EQUAL(FilterVolumeInstanceFindFirst(u"Q:", 3, buffer, sizeof(buffer), &returned, &find), 0x801F0014);
    CHECK_EQUAL(FilterInstanceFindFirst(u"none", 3, buffer, sizeof(buffer), &returned, &find), 0x801F0013);
    CHECK_EQUAL(FilterGetDosName(u"\\Device\\HarddiskVolume2", name, 8), 0);
    CHECK(TextIs(name, 2, u"E:") && name[2] == 0);
    CHECK_EQUAL(FilterGetDosName(u"\\Device\\HarddiskVolume2\\", name, 2), 0x8007007A);
    CHECK_EQUAL(FilterGetDosName(u"\\Device\\Mup", name, 1), 0);
    CHECK_EQUAL(name[0], 0);
    CHECK_EQUAL(FilterGetDosName(u"\\Device\\None", name, 8), 0x801F0014);
}
