/* The other Windows calls: volumes, storage, versions, registry, errors, reading. */
#include "harness.h"

TEST("volumes: enumeration, mount points and names lead to one another")
{
    char16_t guid[64], text[64], list[8];
    uint32_t returned;
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"Stick", u"exFAT", 0, u"usbstor.sys", BusTypeUsb, 0, NULL), 0);
    HANDLE find = FindFirstVolumeW(guid, 64);
    CHECK(GetVolumePathNamesForVolumeNameW(guid, list, 8, &returned));
    CHECK_EQUAL(returned, 5);
    CHECK(TextIs(list, 3, u"D:\\") && list[3] == 0 && list[4] == 0);
    CHECK(!GetVolumePathNamesForVolumeNameW(guid, list, 4, &returned));
    CHECK_EQUAL(GetLastError(), 234);
    CHECK(GetVolumeNameForVolumeMountPointW(u"d:\\", text, 64));
    CHECK(memcmp(text, guid, 49 * 2) == 0);
    CHECK(!GetVolumeNameForVolumeMountPointW(u"D:", text, 64));
    CHECK_EQUAL(GetLastError(), 123);
    CHECK(FindNextVolumeW(find, guid, 64));
    CHECK(!FindNextVolumeW(find, guid, 64));
    CHECK_EQUAL(GetLastError(), 18);
    CHECK(FindVolumeClose(find));
    CHECK(GetVolumePathNameW(u"d:\\Games\\x\\y", text, 64));
    CHECK(TextIs(text, 3, u"D:\\") && text[3] == 0);
    CHECK_EQUAL(QueryDosDeviceW(u"D:", text, 64), 25);
    CHECK(TextIs(text, 23, u"\\Device\\HarddiskVolume1"));
    CHECK_EQUAL(QueryDosDeviceW(u"D:", text, 24), 0);
    CHECK_EQUAL(GetLastError(), 122);
    CHECK_EQUAL(QueryDosDeviceW(u"Q:", text, 64), 0);
    CHECK_EQUAL(GetLastError(), 2);
    CHECK_EQUAL(GetDriveTypeW(u"D:\\"), DRIVE_FIXED);
    CHECK_EQUAL(GetDriveTypeW(u"E:"), DRIVE_REMOVABLE);
    CHECK_EQUAL(GetDriveTypeW(u"Q:\\"), DRIVE_NO_ROOT_DIR);
}

TEST("GetVolumeInformation: by root and by handle; texts too long for the buffer give 234")
{
    char16_t label[33], fileSystem[33];
    uint32_t serial, component, flags, sameSerial;
    AddMachine(26100);
    CHECK(GetVolumeInformationW(u"D:\\", label, 33, &serial, &component, &flags, fileSystem, 33));
    CHECK(TextIs(label, 5, u"Games") && TextIs(fileSystem, 4, u"NTFS"));
    CHECK_EQUAL(component, 255);
    CHECK_EQUAL(flags & FILE_DAX_VOLUME, 0);
    CHECK(!GetVolumeInformationW(u"D:\\", label, 5, NULL, NULL, NULL, NULL, 0));
    CHECK_EQUAL(GetLastError(), 234);
    CHECK(GetVolumeInformationByHandleW(OpenForRead(u"D:\\Games"), NULL, 0, &sameSerial, NULL, NULL, NULL, 0));
    CHECK_EQUAL(sameSerial, serial);
    CHECK(!GetVolumeInformationW(u"Q:\\", label, 33, NULL, NULL, NULL, NULL, 0));
    CHECK_EQUAL(GetLastError(), 3);
}

static uint32_t control(HANDLE handle, uint32_t code, const void *in, uint32_t inputBytes, uint32_t outputBytes, uint8_t *copy,
                        uint32_t *returned)
{
    uint8_t *out = malloc(outputBytes + !outputBytes), input[64];
    memcpy(input, in, inputBytes);
    const int32_t ok = DeviceIoControl(handle, code, input, inputBytes, out, outputBytes, returned, NULL);
    const uint32_t error = ok ? 0 : GetLastError();
    memcpy(copy, out, *returned < outputBytes ? *returned : outputBytes);
    free(out);
    return error;
}

TEST("storage IOCTLs answer on \\\\.\\D: with access 0, not elevated; short buffers 122; other codes 1")
{
    _Alignas(8) uint8_t out[512];
    uint32_t returned;
    AddMachine(26100);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    HANDLE volume = OpenWith(u"\\\\.\\D:", 0, 0);
    const STORAGE_PROPERTY_QUERY device = {StorageDeviceProperty, PropertyStandardQuery, {0}};
    const STORAGE_PROPERTY_QUERY adapter = {StorageAdapterProperty, PropertyStandardQuery, {0}};
    CHECK_EQUAL(control(volume, IOCTL_STORAGE_QUERY_PROPERTY, &device, sizeof(device), 8, out, &returned), 0);
    const uint32_t size = ((STORAGE_DEVICE_DESCRIPTOR *)(void *)out)->Size;
    for (uint32_t bytes = 0; bytes <= size; bytes++) {
        CHECK_ROW(bytes, control(volume, IOCTL_STORAGE_QUERY_PROPERTY, &device, sizeof(device), bytes, out, &returned), bytes < 8 ? 122 : 0);
    }
    const STORAGE_DEVICE_DESCRIPTOR *descriptor = (const void *)out;
    CHECK_EQUAL(descriptor->BusType, BusTypeNvme);
    CHECK(strcmp((const char *)out + descriptor->ProductIdOffset, "Simulated disk") == 0);
    CHECK_EQUAL(control(volume, IOCTL_STORAGE_QUERY_PROPERTY, &adapter, sizeof(adapter), 512, out, &returned), 0);
    CHECK_EQUAL(((STORAGE_ADAPTER_DESCRIPTOR *)(void *)out)->BusType, BusTypeNvme);
    for (uint32_t bytes = 0; bytes <= 32; bytes++) {
        CHECK_ROW(bytes, control(volume, IOCTL_STORAGE_GET_DEVICE_NUMBER, out, 0, bytes, out, &returned), bytes < 12 ? 122 : 0);
        CHECK_ROW(bytes, control(volume, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, out, 0, bytes, out, &returned), bytes < 32 ? 122 : 0);
    }
    CHECK_EQUAL(control(volume, 0x00070000, out, 0, 512, out, &returned), 1);
    CHECK_EQUAL(control(OpenForRead(u"D:\\Games\\pak0.bin"), IOCTL_STORAGE_GET_DEVICE_NUMBER, out, 0, 12, out, &returned), 1);
}

TEST("external backing: WOF files say provider FILE and LZX in 20 bytes, others 342")
{
    _Alignas(4) uint8_t out[32];
    uint32_t returned;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\wof", 5000, SIM_FILE_WOF, 0), 0);
    HANDLE wof = OpenForRead(u"D:\\wof");
    for (uint32_t bytes = 0; bytes <= 20; bytes++) {
        CHECK_ROW(bytes, control(wof, FSCTL_GET_EXTERNAL_BACKING, out, 0, bytes, out, &returned), bytes < 20 ? 122 : 0);
    }
    const uint32_t expected[5] = {1, 2, 1, 1, 0};
    CHECK(returned == 20 && memcmp(out, expected, 20) == 0);
    CHECK_EQUAL(control(OpenForRead(u"D:\\Games\\pak0.bin"), FSCTL_GET_EXTERNAL_BACKING, out, 0, 20, out, &returned), 342);
}

TEST("retrieval pointers: 38 for resident and empty files, extents otherwise, 234 when more follow, 122 when too short")
{
    _Alignas(8) uint8_t out[64];
    const RETRIEVAL_POINTERS_BUFFER *extents = (const void *)out;
    const STARTING_VCN_INPUT_BUFFER start = {0}, behind = {1000}, inside = {255};
    uint32_t returned;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\resident", 100, SIM_FILE_RESIDENT, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\empty", 0, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\sparse", 1 << 20, SIM_FILE_SPARSE, 0), 0);
    HANDLE plain = OpenForRead(u"D:\\Games\\pak0.bin"), sparse = OpenForRead(u"D:\\sparse");
    CHECK_EQUAL(control(OpenForRead(u"D:\\resident"), FSCTL_GET_RETRIEVAL_POINTERS, &start, 8, 64, out, &returned), 38);
    CHECK_EQUAL(control(OpenForRead(u"D:\\empty"), FSCTL_GET_RETRIEVAL_POINTERS, &start, 8, 64, out, &returned), 38);
    CHECK_EQUAL(control(plain, FSCTL_GET_RETRIEVAL_POINTERS, &start, 8, 64, out, &returned), 0);
    CHECK_EQUAL(extents->ExtentCount, 1);
    CHECK_EQUAL(extents->Extents[0].NextVcn, 256);
    CHECK_EQUAL(control(plain, FSCTL_GET_RETRIEVAL_POINTERS, &behind, 8, 64, out, &returned), 38);
    CHECK_EQUAL(control(sparse, FSCTL_GET_RETRIEVAL_POINTERS, &start, 8, 32, out, &returned), 234);
    CHECK_EQUAL(returned, 32);
    CHECK_EQUAL(control(sparse, FSCTL_GET_RETRIEVAL_POINTERS, &inside, 8, 64, out, &returned), 0);
    CHECK_EQUAL(extents->StartingVcn, 128);
    CHECK_EQUAL(extents->Extents[0].Lcn, -1);
    for (uint32_t bytes = 0; bytes < 32; bytes++) {
        CHECK_ROW(bytes, control(plain, FSCTL_GET_RETRIEVAL_POINTERS, &start, 8, bytes, out, &returned), 122);
    }
    CHECK_EQUAL(control(plain, FSCTL_GET_RETRIEVAL_POINTERS, &start, 7, 64, out, &returned), 87);
}

TEST("errors: RtlNtStatusToDosError and FormatMessageW know the table; unknown is 317")
{
    char16_t text[200];
    CHECK_EQUAL(RtlNtStatusToDosError((int32_t)0xC00004D2), 506);
    CHECK_EQUAL(RtlNtStatusToDosError((int32_t)0xC0500005), 0x80820003);
    CHECK_EQUAL(RtlNtStatusToDosError((int32_t)0xC0001234), 317);
    const uint32_t count = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 506, 0, text, 200, NULL);
    CHECK(TextIs(text, count, u"At least one minifilter does not support bypass IO.\r\n"));
    for (uint32_t capacity = 0; capacity <= count; capacity++) {
        char16_t *exact = malloc((capacity + 1) * sizeof(char16_t));
        CHECK_ROW(capacity, FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 506, 0, exact, capacity, NULL), 0);
        CHECK_ROW(capacity, GetLastError(), 122);
        free(exact);
    }
    CHECK_EQUAL(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 4000, 0, text, 200, NULL), 0);
    CHECK_EQUAL(GetLastError(), 317);
}

TEST("version: driver files carry version and company; the block's values point into it; every truncation is safe")
{
    static const char16_t path[] = u"D:\\Windows\\system32\\DRIVERS\\wdfilter.sys";
    uint32_t length;
    void *value = NULL;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFilter(u"WdFilter", u"WdFilter.sys", u"328010", 15, 1, 1, u"4.18.25090.3009", u"Microsoft Corporation"), 0);
    const uint32_t size = GetFileVersionInfoSizeExW(0, path, NULL);
    uint8_t *block = malloc(size);
    CHECK(GetFileVersionInfoExW(0, path, 0, size, block));
    CHECK(!GetFileVersionInfoExW(0, path, 0, size - 1, block));
    CHECK_EQUAL(GetLastError(), 122);
    CHECK(VerQueryValueW(block, u"\\", &value, &length));
    CHECK_EQUAL(length, sizeof(VS_FIXEDFILEINFO));
    CHECK_EQUAL(((VS_FIXEDFILEINFO *)value)->dwFileVersionMS, 4u << 16 | 18);
    CHECK_EQUAL(((VS_FIXEDFILEINFO *)value)->dwFileVersionLS, 25090u << 16 | 3009);
    CHECK(VerQueryValueW(block, u"\\VarFileInfo\\Translation", &value, &length));
    CHECK(length == 4 && memcmp(value, "\x09\x04\xB0\x04", 4) == 0);
    CHECK(VerQueryValueW(block, u"\\StringFileInfo\\040904B0\\CompanyName", &value, &length));
    CHECK(TextIs(value, length - 1, u"Microsoft Corporation"));
    CHECK(VerQueryValueW(block, u"\\StringFileInfo\\040904b0\\FileVersion", &value, &length));
    CHECK(TextIs(value, length - 1, u"4.18.25090.3009"));
    CHECK(!VerQueryValueW(block, u"\\StringFileInfo\\040904b0\\Nothing", &value, &length));
    CHECK_EQUAL(GetLastError(), 1813);
    for (uint32_t bytes = 8; bytes < size; bytes++) { /* a resource that says it is shorter than it is */
        uint8_t *cut = malloc(bytes);
        memcpy(cut, block, bytes);
        cut[0] = (uint8_t)bytes;
        cut[1] = (uint8_t)(bytes >> 8);
        (void)VerQueryValueW(cut, u"\\StringFileInfo\\040904b0\\ProductName", &value, &length);
        (void)VerQueryValueW(cut, u"\\VarFileInfo\\Translation", &value, &length);
        free(cut);
    }
    free(block);
    CHECK_EQUAL(GetFileVersionInfoSizeExW(0, u"D:\\Games\\pak0.bin", NULL), 0);
    CHECK_EQUAL(GetLastError(), 1813);
    CHECK_EQUAL(GetFileVersionInfoSizeExW(0, u"D:\\none.sys", NULL), 0);
    CHECK_EQUAL(GetLastError(), 2);
    CHECK(GetFileVersionInfoSizeExW(0, u"D:\\Windows\\System32\\drivers\\ntfs.sys", NULL) != 0);
    CHECK(GetFileVersionInfoSizeExW(0, u"D:\\Windows\\System32\\drivers\\stornvme.sys", NULL) != 0);
}

static int32_t readText(const char16_t *key, const char16_t *name, uint32_t flags, char16_t text[128], uint32_t *bytes)
{
    *bytes = 256;
    return RegGetValueW(HKEY_LOCAL_MACHINE, key, name, flags, NULL, text, bytes);
}

TEST("registry: Windows version, services, volume class filters; types and sizes as RegGetValue documents")
{
    static const char16_t windows[] = u"software\\microsoft\\windows nt\\currentversion";
    static const char16_t volumeClass[] = u"SYSTEM\\CurrentControlSet\\Control\\Class\\{71a27cdd-812a-11d0-bec7-08002be2092f}";
    char16_t text[128];
    uint32_t number, bytes = 4, type;
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"fvevol.sys", SIM_LAYER_VOLUME, 0, NULL), 0);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"volsnap.sys", SIM_LAYER_VOLUME, 0, NULL), 0);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"rdyboost.sys", SIM_LAYER_VOLUME, 0, NULL), 0);
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, windows, u"UBR", RRF_RT_REG_DWORD, &type, &number, &bytes), 0);
    CHECK(type == REG_DWORD && number == 1 && bytes == 4);
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, windows, u"UBR", RRF_RT_REG_SZ, NULL, &number, &bytes), 1630);
    CHECK_EQUAL(readText(windows, u"DisplayVersion", RRF_RT_REG_SZ, text, &bytes), 0);
    CHECK(TextIs(text, bytes / 2 - 1, u"24H2"));
    CHECK_EQUAL(readText(windows, u"SystemRoot", RRF_RT_REG_SZ, text, &bytes), 0);
    CHECK(TextIs(text, bytes / 2 - 1, u"D:\\Windows"));
    CHECK_EQUAL(readText(u"SYSTEM\\CurrentControlSet\\Services\\crypt", u"ImagePath", RRF_RT_REG_SZ, text, &bytes), 0);
    CHECK(TextIs(text, bytes / 2 - 1, u"\\SystemRoot\\System32\\drivers\\Crypt.sys"));
    CHECK_EQUAL(readText(u"SYSTEM\\CurrentControlSet\\Services\\stornvme", u"ImagePath", RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, text, &bytes), 0);
    CHECK(TextIs(text, bytes / 2 - 1, u"system32\\drivers\\stornvme.sys"));
    bytes = sizeof(text); /* to ask for a text that is to be expanded, and to expand it, is a contradiction */
    CHECK_EQUAL(readText(u"SYSTEM\\CurrentControlSet\\Services\\stornvme", u"ImagePath", RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ, text, &bytes), 87);
    CHECK_EQUAL(readText(volumeClass, u"LowerFilters", RRF_RT_REG_MULTI_SZ, text, &bytes), 0);
    CHECK(bytes == 34 && memcmp(text, u"fvevol\0rdyboost\0", 34) == 0);
    CHECK_EQUAL(readText(volumeClass, u"UpperFilters", RRF_RT_REG_MULTI_SZ, text, &bytes), 0);
    CHECK(bytes == 18 && memcmp(text, u"volsnap\0", 18) == 0);
    bytes = 17;
    CHECK_EQUAL(RegGetValueW(HKEY_LOCAL_MACHINE, volumeClass, u"UpperFilters", RRF_RT_REG_MULTI_SZ, NULL, text, &bytes), 234);
    CHECK_EQUAL(bytes, 18);
    CHECK_EQUAL(readText(u"SYSTEM\\CurrentControlSet\\Services\\none", u"ImagePath", RRF_RT_ANY, text, &bytes), 2);
}

TEST("machine: RtlGetVersion, computer name, elevation of the token")
{
    OSVERSIONINFOEXW version = {.dwOSVersionInfoSize = sizeof(version)};
    char16_t name[16];
    uint32_t count = 16, returned;
    HANDLE token;
    TOKEN_ELEVATION elevation;
    CHECK_EQUAL(SimSetMachine(u"BOX", 10, 0, 22631, 4, 0), 0);
    CHECK_EQUAL(RtlGetVersion(&version), 0);
    CHECK(version.dwMajorVersion == 10 && version.dwBuildNumber == 22631 && version.wProductType == 1);
    version.dwOSVersionInfoSize = 100;
    CHECK(RtlGetVersion(&version) < 0);
    CHECK(GetComputerNameW(name, &count));
    CHECK(TextIs(name, count, u"BOX"));
    count = 3;
    CHECK(!GetComputerNameW(name, &count));
    CHECK(GetLastError() == 111 && count == 4);
    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    CHECK(GetTokenInformation(token, TokenElevation, &elevation, 4, &returned));
    CHECK_EQUAL(elevation.TokenIsElevated, 0);
    CHECK(!GetTokenInformation(token, TokenElevation, &elevation, 3, &returned));
    CHECK_EQUAL(GetLastError(), 122);
    CHECK(CloseHandle(token));
}

TEST("reading: position, end of file, seeking before the start; information classes; overlapped offset")
{
    uint8_t bytes[16];
    uint32_t read;
    int64_t position;
    FILE_STANDARD_INFO standard;
    FILE_ATTRIBUTE_TAG_INFO tag;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\ten", 10, SIM_FILE_COMPRESSED, 0), 0);
    HANDLE file = OpenForRead(u"D:\\ten");
    CHECK(ReadFile(file, bytes, 6, &read, NULL) && read == 6);
    CHECK(ReadFile(file, bytes, 6, &read, NULL) && read == 4);
    CHECK(ReadFile(file, bytes, 6, &read, NULL) && read == 0);
    CHECK(SetFilePointerEx(file, -3, &position, FILE_END) && position == 7);
    CHECK(!SetFilePointerEx(file, -8, NULL, FILE_CURRENT));
    CHECK_EQUAL(GetLastError(), 131);
    CHECK(SetFilePointerEx(file, -7, &position, FILE_CURRENT) && position == 0);
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &standard, sizeof(standard)));
    CHECK_EQUAL(standard.EndOfFile, 10);
    CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof(tag)));
    CHECK_EQUAL(tag.FileAttributes, FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_ARCHIVE);
    CHECK(!GetFileInformationByHandleEx(file, FileStandardInfo, &standard, 23));
    CHECK_EQUAL(GetLastError(), 24);
    CHECK_EQUAL(GetFileAttributesW(u"D:\\Games"), FILE_ATTRIBUTE_DIRECTORY);
    CHECK_EQUAL(GetFileAttributesW(u"D:\\none"), INVALID_FILE_ATTRIBUTES);
    CHECK_EQUAL(GetLastError(), 2);
    CHECK(!ReadFile(OpenWith(u"D:\\ten", FILE_READ_ATTRIBUTES, 0), bytes, 1, &read, NULL));
    CHECK_EQUAL(GetLastError(), 5);
}
