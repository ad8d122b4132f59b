/* What an installation says of itself: edition, up time, display language, class filters of disks, the switches of BypassIO. */
#include "harness.h"

#define SERVICES u"SYSTEM\\CurrentControlSet\\Services\\"

TEST("GetProductInfo, GetTickCount64 and the display language are the scenario's")
{
    uint32_t type = 0;
    char16_t name[85];
    CHECK_EQUAL(SimSetInstallation(0x65, 90, u"de-DE", 0), 0);
    CHECK(GetProductInfo(10, 0, 0, 0, &type));
    CHECK_EQUAL(type, 0x65);
    CHECK(!GetProductInfo(10, 0, 0, 0, NULL));
    CHECK(GetTickCount64() >= 90u * 60000u && GetTickCount64() < 91u * 60000u);
    CHECK_EQUAL(GetUserDefaultUILanguage(), 0x0407);
    CHECK_EQUAL(LCIDToLocaleName(0x0407, name, 85, 0), 6);
    CHECK(TextIs(name, 5, u"de-DE") && name[5] == 0);
    CHECK_EQUAL(LCIDToLocaleName(0x0407, NULL, 0, 0), 6);
    CHECK_EQUAL(LCIDToLocaleName(0x0407, name, 5, 0), 0);
    CHECK_EQUAL(GetLastError(), 122);
    CHECK_EQUAL(LCIDToLocaleName(0x0001, name, 85, 0), 0);
    CHECK_EQUAL(GetLastError(), 87);
    CHECK_EQUAL(SimSetInstallation(0x65, 90, u"xx-XX", 0), 87);
    CHECK_EQUAL(SimSetInstallation(0x65, 90, u"de-DE", 2), 87);
    SimReset();
    CHECK(GetProductInfo(10, 0, 0, 0, &type));
    CHECK_EQUAL(type, 0x30);
    CHECK_EQUAL(GetUserDefaultUILanguage(), 0x0409);
}

TEST("\"1: the features of every filter are taken for 0\": an opted-in filter then blocks BypassIO")
{
    FS_BPIO_OUTPUT output;
    uint32_t mode = 9, bytes = 4;
    AddMachine(26100);
    CHECK_EQUAL(SimSetInstallation(0x30, 0, u"en-US", 1), 0);
    AddOptedInFilter(u"Good", u"328000");
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, u"SYSTEM\\CurrentControlSet\\Control\\FileSystem", u"FilterSupportedFeaturesMode",
                             RRF_RT_REG_DWORD, NULL, &mode, &bytes),
                0);
    CHECK_EQUAL(mode, 1);
    CHECK_EQUAL(QueryStatus(u"D:\\Games"), 0xC00004D2);
    CHECK_EQUAL(Send(OpenForRead(u"D:\\Games"), FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK(NAME_IS(output.Query, u"Good.sys"));
}

TEST("class filters of disks, the feature value of a storage driver, and a driver file with a version of its own")
{
    static const char16_t diskClass[] = u"SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e967-e325-11ce-bfc1-08002be10318}";
    char16_t text[64];
    uint32_t number = 9, bytes = sizeof(text), reserved;
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, diskClass, u"UpperFilters", RRF_RT_REG_MULTI_SZ, NULL, text, &bytes), 2);
    CHECK_EQUAL(SimAddDiskFilter(u"partmgr"), 0);
    CHECK_EQUAL(SimAddDiskFilter(u"Vendor"), 0);
    CHECK_EQUAL(SimAddDiskFilter(u""), 87);
    bytes = sizeof(text);
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, diskClass, u"UpperFilters", RRF_RT_REG_MULTI_SZ, NULL, text, &bytes), 0);
    CHECK(bytes == 32 && memcmp(text, u"partmgr\0Vendor\0", 32) == 0);
    CHECK_EQUAL(SimAddDriverFile(u"stornvme.sys", u"10.0.26100.7", u"Vendor"), 0);
    CHECK_EQUAL(SimAddDriverFile(u"stornvme.sys", u"1", u"Vendor"), 183);
    CHECK_EQUAL(SimAddDriverFile(u"a\\b.sys", u"1", u"Vendor"), 87);
    AddMachine(26100);
    bytes = 4;
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, SERVICES u"stornvme\\Parameters", u"StorageSupportedFeatures", RRF_RT_REG_DWORD, NULL,
                             &number, &bytes),
                0);
    CHECK_EQUAL(number, 1);
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, SERVICES u"ntfs\\Parameters", u"StorageSupportedFeatures", RRF_RT_REG_DWORD, NULL,
                             &number, &bytes),
                2);
    uint8_t block[4096];
    uint32_t *fixed, length;
    CHECK(GetFileVersionInfoSizeExW(0, u"D:\\Windows\\System32\\drivers\\stornvme.sys", &reserved) != 0);
    CHECK(GetFileVersionInfoExW(0, u"D:\\Windows\\System32\\drivers\\stornvme.sys", 0, sizeof(block), block));
    CHECK(VerQueryValueW(block, u"\\", (void **)&fixed, &length));
    CHECK_EQUAL(fixed[3], (uint32_t)26100 << 16 | 7);
}
