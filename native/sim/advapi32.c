/* advapi32: a small registry, made up on each call from the machine. */
#include "fltmgr.h"
#include "installation.h"
#include "lock.h"
#include "registry.h"

enum { VALUE_UNITS = 1024 };

/* A value before it is copied out. Texts include their NULs. */
typedef struct {
    uint32_t type;
    uint32_t number;
    TEXT_BUFFER text;
    char16_t units[VALUE_UNITS];
} REGISTRY_VALUE;

static const TEXT NUL = {u"", 1};

static void setNumber(REGISTRY_VALUE *value, uint32_t number)
{
    value->type = REG_DWORD;
    value->number = number;
}

static void setText(REGISTRY_VALUE *value, uint32_t type, TEXT text)
{
    value->type = type;
    TextAppend(&value->text, text);
    TextAppend(&value->text, NUL);
}

/* "26100" as a text: CurrentBuildNumber is REG_SZ */
static void setNumberText(REGISTRY_VALUE *value, uint32_t number)
{
    char16_t digits[20];
    setText(value, REG_SZ, (TEXT){digits, TextFromUint(number, digits)});
}

/* Marketing names of the builds (general knowledge). */
static TEXT displayVersion(uint32_t build)
{
    return build >= 26200   ? TEXT_LITERAL(u"25H2")
           : build >= 26100 ? TEXT_LITERAL(u"24H2")
           : build >= 22631 ? TEXT_LITERAL(u"23H2")
           : build >= 22621 ? TEXT_LITERAL(u"22H2")
                            : TEXT_LITERAL(u"21H2");
}

static bool readCurrentVersion(TEXT name, REGISTRY_VALUE *value)
{
    if (TextEquals(name, TEXT_LITERAL(u"UBR"))) {
        setNumber(value, Machine.revision);
    } else if (TextEquals(name, TEXT_LITERAL(u"CurrentBuildNumber")) || TextEquals(name, TEXT_LITERAL(u"CurrentBuild"))) {
        setNumberText(value, Machine.build);
    } else if (TextEquals(name, TEXT_LITERAL(u"DisplayVersion"))) {
        setText(value, REG_SZ, displayVersion(Machine.build));
    } else if (TextEquals(name, TEXT_LITERAL(u"SystemRoot"))) {
        char16_t root[] = u"C:\\Windows";
        root[0] = Machine.volumeCount != 0 ? Machine.volumes[0]->mount[0] : u'C';
        setText(value, REG_SZ, (TEXT){root, 10});
    } else {
        return false;
    }
    return true;
}

static const TEXT SysExtension = {u".sys", 4};

static const SIM_DRIVER_FILE *driverOfService(TEXT service)
{
    for (uint32_t index = 0; index < Machine.driverFileCount; index++) {
        const TEXT file = TextOf(Machine.driverFiles[index].fileName);
        if (TextEndsWith(file, SysExtension) && TextEquals(TextPart(file, 0, file.count - SysExtension.count), service)) {
            return &Machine.driverFiles[index];
        }
    }
    return NULL;
}

/* A filter's service is named like the filter, any other driver's like its file without .sys. Both spellings of ImagePath
 * occur on real machines: boot drivers have the relative one, so the storage drivers here do, too. */
static bool readService(TEXT service, TEXT name, REGISTRY_VALUE *value)
{
    const SIM_SERVICE *filter = FltpFindService(service);
    const SIM_DRIVER_FILE *driver =
        filter != NULL ? MachineFindDriverFile(TextOf(filter->driver)) : driverOfService(service);
    if (driver == NULL) {
        return false;
    }
    if (TextEquals(name, TEXT_LITERAL(u"DisplayName"))) {
        setText(value, REG_SZ, TextOf(driver->description));
        return true;
    }
    if (TextEquals(name, TEXT_LITERAL(u"ImagePath"))) {
        TextAppendAscii(&value->text, filter != NULL ? "\\SystemRoot\\System32\\drivers\\" : "system32\\drivers\\");
        setText(value, REG_EXPAND_SZ, TextOf(driver->fileName));
        return true;
    }
    if (filter != NULL && TextEquals(name, TEXT_LITERAL(u"SupportedFeatures"))) {
        setNumber(value, filter->supportedFeatures);
        return true;
    }
    return false;
}

static bool isListed(const REGISTRY_VALUE *value, TEXT name)
{
    for (uint32_t at = 0; at < value->text.count && at < VALUE_UNITS;) {
        const TEXT entry = TextOf(value->units + at);
        if (TextEquals(entry, name)) {
            return true;
        }
        at += entry.count + 1;
    }
    return false;
}

/* The class filters of volumes: volsnap above the volume manager's device, the others below (usual contents). */
static bool readVolumeClass(TEXT valueName, REGISTRY_VALUE *value)
{
    const bool wantsUpper = TextEquals(valueName, TEXT_LITERAL(u"UpperFilters"));
    if (!wantsUpper && !TextEquals(valueName, TEXT_LITERAL(u"LowerFilters"))) {
        return false;
    }
    value->type = REG_MULTI_SZ;
    for (uint32_t volume = 0; volume < Machine.volumeCount; volume++) {
        for (uint32_t index = 0; index < Machine.volumes[volume]->stackCount; index++) {
            const SIM_STACK_DRIVER *driver = &Machine.volumes[volume]->stack[index];
            TEXT name = TextOf(driver->driver);
            name.count -= TextEndsWith(name, SysExtension) ? SysExtension.count : 0;
            const bool isUpper = TextEquals(name, TEXT_LITERAL(u"volsnap"));
            if (driver->layer == SIM_LAYER_VOLUME && isUpper == wantsUpper && !isListed(value, name) &&
                value->text.count + name.count + 2 < VALUE_UNITS) {
                TextAppend(&value->text, name);
                TextAppend(&value->text, NUL);
            }
        }
    }
    if (value->text.count == 0) {
        return false; /* Windows removes the value rather than keep an empty one */
    }
    TextAppend(&value->text, NUL);
    return true;
}

/* Class filters of disks, all above the class driver, as partmgr is. */
static bool readDiskClass(TEXT valueName, REGISTRY_VALUE *value)
{
    if (!TextEquals(valueName, TEXT_LITERAL(u"UpperFilters")) || InstallationDiskFilter(0).count == 0) {
        return false;
    }
    value->type = REG_MULTI_SZ;
    for (uint32_t index = 0; InstallationDiskFilter(index).count != 0; index++) {
        TextAppend(&value->text, InstallationDiskFilter(index));
        TextAppend(&value->text, NUL);
    }
    TextAppend(&value->text, NUL);
    return true;
}

/* "StorageSupportedFeatures" of a storage driver: 1 is BypassIO. A driver that does not support it has no such value. */
static bool readParameters(TEXT service, TEXT name, REGISTRY_VALUE *value)
{
    if (!TextEquals(name, TEXT_LITERAL(u"StorageSupportedFeatures"))) {
        return false;
    }
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        TEXT driver = TextOf(Machine.volumes[index]->storageDriver);
        driver.count -= TextEndsWith(driver, SysExtension) ? SysExtension.count : 0;
        if (Machine.volumes[index]->isCompatible && TextEquals(driver, service)) {
            setNumber(value, 1);
            return true;
        }
    }
    return false;
}

/* What the scenario says comes first; only the machine's hive has values of its own. */
static bool readValue(uint32_t hive, TEXT key, TEXT name, REGISTRY_VALUE *value)
{
    static const TEXT services = {u"SYSTEM\\CurrentControlSet\\Services\\", 34}, parameters = {u"\\Parameters", 11};
    TEXT text;
    if (RegistryFindText(hive, key, name, &text)) {
        setText(value, REG_SZ, text);
        return true;
    }
    if (hive != (uint32_t)(uintptr_t)HKEY_LOCAL_MACHINE) {
        return false;
    }
    if (TextEquals(key, TEXT_LITERAL(u"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"))) {
        return readCurrentVersion(name, value);
    }
    if (TextEquals(key, TEXT_LITERAL(u"SYSTEM\\CurrentControlSet\\Control\\Class\\{71a27cdd-812a-11d0-bec7-08002be2092f}"))) {
        return readVolumeClass(name, value);
    }
    if (TextEquals(key, TEXT_LITERAL(u"SYSTEM\\CurrentControlSet\\Control\\FileSystem")) &&
        TextEquals(name, TEXT_LITERAL(u"FilterSupportedFeaturesMode"))) {
        setNumber(value, Machine.areFeaturesOff ? 1 : 0);
        return true;
    }
    if (TextEquals(key, TEXT_LITERAL(u"SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e967-e325-11ce-bfc1-08002be10318}"))) {
        return readDiskClass(name, value);
    }
    if (key.count > services.count + parameters.count && TextEndsWith(key, parameters)) {
        return readParameters(TextPart(key, services.count, key.count - parameters.count), name, value);
    }
    if (key.count > services.count && TextEquals(TextPart(key, 0, services.count), services)) {
        return readService(TextPart(key, services.count, key.count), name, value);
    }
    return false;
}

/* REG_EXPAND_SZ is handed out as REG_SZ unless the caller forbids it; none of the texts here holds a %variable%. */
static uint32_t checkType(REGISTRY_VALUE *value, uint32_t flags)
{
    if (value->type == REG_EXPAND_SZ && (flags & RRF_NOEXPAND) == 0) {
        value->type = REG_SZ;
    }
    const uint32_t bit = value->type == REG_SZ          ? RRF_RT_REG_SZ
                         : value->type == REG_EXPAND_SZ ? RRF_RT_REG_EXPAND_SZ
                         : value->type == REG_DWORD     ? RRF_RT_REG_DWORD
                                                        : RRF_RT_REG_MULTI_SZ;
    return (flags & bit) != 0 ? ERROR_SUCCESS : ERROR_UNSUPPORTED_TYPE;
}

static uint32_t copyValue(const REGISTRY_VALUE *value, void *data, uint32_t *bytes)
{
    const void *source = value->type == REG_DWORD ? (const void *)&value->number : value->units;
    const uint32_t needed = value->type == REG_DWORD ? (uint32_t)sizeof(value->number)
                                                     : value->text.count * (uint32_t)sizeof(char16_t);
    uint32_t error = ERROR_SUCCESS;
    if (data != NULL) {
        if (*bytes < needed) {
            error = ERROR_MORE_DATA;
        } else {
            memcpy(data, source, needed);
        }
    }
    if (bytes != NULL) {
        *bytes = needed;
    }
    return error;
}

/** Reads REG_SZ, REG_EXPAND_SZ, REG_DWORD or REG_MULTI_SZ below HKEY_LOCAL_MACHINE or HKEY_CURRENT_USER. Returns the error code itself: 2 no such
 *  key or value, 234 buffer too small (*bytes is the need), 1630 another type than the flags allow. */
SIM_EXPORT int32_t RegGetValueW(HANDLE key, const char16_t *subKey, const char16_t *valueName, uint32_t flags, uint32_t *type,
                                void *data, uint32_t *bytes)
{
    /* Source: RegGetValueW, "RRF_RT_REG_EXPAND_SZ must be combined with RRF_NOEXPAND"; Wine refuses it too. */
    const bool wantsUnexpanded = (flags & RRF_RT_ANY) != RRF_RT_ANY && (flags & RRF_RT_REG_EXPAND_SZ) != 0;
    if ((flags & RRF_RT_ANY) == 0 || (data != NULL && bytes == NULL) || (wantsUnexpanded && (flags & RRF_NOEXPAND) == 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    /* The predefined handle is (ULONG_PTR)(LONG)0x80000002; a 32-bit spelling of it is accepted as well. */
    const uint32_t hive = (uint32_t)(uintptr_t)key;
    if (hive != (uint32_t)(uintptr_t)HKEY_LOCAL_MACHINE && hive != (uint32_t)(uintptr_t)HKEY_CURRENT_USER) {
        return ERROR_INVALID_HANDLE;
    }
    REGISTRY_VALUE value;
    value.type = value.number = 0;
    value.text = (TEXT_BUFFER){value.units, VALUE_UNITS, 0};
    SimEnter();
    const bool isKnown = readValue(hive, TextOf(subKey), TextOf(valueName), &value);
    SimLeave();
    const uint32_t room = data == NULL ? 0 : *bytes;
    uint32_t error = isKnown && value.text.count <= VALUE_UNITS ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND;
    if (error == ERROR_SUCCESS) {
        error = checkType(&value, flags);
        if (type != NULL) {
            *type = value.type;
        }
    }
    if (error == ERROR_SUCCESS) {
        error = copyValue(&value, data, bytes);
    }
    if (error != ERROR_SUCCESS && data != NULL && (flags & RRF_ZEROONFAILURE) != 0) {
        memset(data, 0, room);
    }
    return (int32_t)error;
}
