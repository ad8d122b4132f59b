/* The builder functions of sim.h. */
#include "altitude.h"
#include "fltmgr.h"
#include "handle.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

static const TEXT Microsoft = {u"Microsoft Corporation", 21};

static void destroyVolume(SIM_VOLUME *volume)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        free(volume->instances[index]->name);
        free(volume->instances[index]);
    }
    for (uint32_t index = 0; index < volume->stackCount; index++) {
        free(volume->stack[index].driver);
        free(volume->stack[index].reason);
    }
    free(volume->stack);
    TreeDestroy(volume);
    HostCloseRoot(volume->host);
    free(volume->label);
    free(volume->fileSystem);
    free(volume->storageDriver);
    free(volume);
}

SIM_EXPORT uint32_t SimReset(void)
{
    SimEnter();
    HandleCloseAll();
    StreamForgetAll();
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        destroyVolume(Machine.volumes[index]);
    }
    for (uint32_t index = 0; index < Machine.serviceCount; index++) {
        FltpDestroyService(Machine.services[index]);
    }
    free(Machine.services);
    for (uint32_t index = 0; index < Machine.driverFileCount; index++) {
        free(Machine.driverFiles[index].fileName);
        free(Machine.driverFiles[index].company);
        free(Machine.driverFiles[index].description);
    }
    free(Machine.driverFiles);
    Machine = (SIM_MACHINE)SIM_EMPTY_MACHINE;
    SimLeave();
    return ERROR_SUCCESS;
}

SIM_EXPORT uint32_t SimSetMachine(const char16_t *name, uint32_t major, uint32_t minor, uint32_t build, uint32_t revision,
                                  uint32_t elevated)
{
    const uint32_t capacity = sizeof(Machine.name) / sizeof(Machine.name[0]);
    if (name == NULL || name[0] == 0 || TextCount(name, capacity) == capacity) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    memcpy(Machine.name, name, (TextCount(name, capacity) + 1) * sizeof(char16_t));
    Machine.major = major;
    Machine.minor = minor;
    Machine.build = build;
    Machine.revision = revision;
    Machine.isElevated = elevated != 0;
    SimLeave();
    return ERROR_SUCCESS;
}

/* File names of drivers: what FS_BPIO_RESULTS, the registry and \Windows\System32\drivers can all hold. */
static bool isDriverName(const char16_t *name)
{
    const TEXT text = TextOf(name);
    if (text.count == 0 || text.count > 128) {
        return false;
    }
    for (uint32_t index = 0; index < text.count; index++) {
        const char16_t unit = text.chars[index];
        if (unit < u' ' || unit == u'\\' || unit == u'/' || unit == u':') {
            return false;
        }
    }
    return true;
}

static bool isMount(const char16_t *mount)
{
    return mount != NULL && TextUpcase(mount[0]) >= u'A' && TextUpcase(mount[0]) <= u'Z' && mount[0] < 0x80 &&
           mount[1] == u':' && mount[2] == 0;
}

/* Identities follow from the position, so that two runs of one scenario agree. */
static void nameVolume(SIM_VOLUME *volume, const char16_t *mount)
{
    volume->mount[0] = TextUpcase(mount[0]);
    volume->mount[1] = u':';
    TEXT_BUFFER device = {volume->device, 39, 0};
    TextAppendAscii(&device, "\\Device\\HarddiskVolume");
    TextAppendUint(&device, volume->index + 1);
    TEXT_BUFFER guid = {volume->guid, 39, 0};
    TextAppendAscii(&guid, "{b7a10000-0000-4000-8000-");
    TextAppendHex(&guid, volume->index + 1, 12);
    TextAppendAscii(&guid, "}");
    volume->serial = 0x51A00000u + volume->index + 1;
}

static uint32_t makeVolume(SIM_VOLUME *volume, const char16_t *mount, const char16_t *label, const char16_t *fileSystem,
                           const char16_t *storageDriver, const char16_t *hostDirectory)
{
    nameVolume(volume, mount);
    volume->label = TextCopy(TextOf(label));
    volume->fileSystem = TextCopy(TextOf(fileSystem));
    volume->storageDriver = TextCopy(TextOf(storageDriver));
    if (volume->label == NULL || volume->fileSystem == NULL || volume->storageDriver == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    volume->isNtfs = TextEquals(TextOf(fileSystem), TEXT_LITERAL(u"NTFS"));
    const uint32_t error = TreeCreate(volume);
    if (error != ERROR_SUCCESS || hostDirectory == NULL) {
        return error;
    }
    return HostOpenRoot(TextOf(hostDirectory), &volume->host);
}

SIM_EXPORT uint32_t SimAddVolume(const char16_t *mount, const char16_t *label, const char16_t *fileSystem, uint32_t dax,
                                 const char16_t *storageDriver, uint32_t busType, uint32_t compatible,
                                 const char16_t *hostDirectory)
{
    if (!isMount(mount) || TextOf(label).count > 32 || fileSystem == NULL || fileSystem[0] == 0 ||
        TextOf(fileSystem).count > 32 || !isDriverName(storageDriver) || busType > 255) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    uint32_t error = ERROR_ALREADY_EXISTS;
    if (MachineFindMount(TextOf(mount)) == NULL) {
        SIM_VOLUME *volume = calloc(1, sizeof(*volume));
        error = ERROR_NOT_ENOUGH_MEMORY;
        if (volume != NULL) {
            volume->index = Machine.volumeCount;
            volume->isDax = dax != 0;
            volume->busType = busType;
            volume->isCompatible = compatible != 0;
            error = makeVolume(volume, mount, label, fileSystem, storageDriver, hostDirectory);
            if (error == ERROR_SUCCESS) {
                uint16_t version[4];
                Machine.volumes[Machine.volumeCount++] = volume;
                MachineOsVersion(version);
                error = MachineAddDriverFile(TextOf(storageDriver), Microsoft, TEXT_LITERAL(u"Storage driver"), version);
                if (error == ERROR_SUCCESS) {
                    error = MachineAddDriverFile(TEXT_LITERAL(u"ntfs.sys"), Microsoft, TEXT_LITERAL(u"NT File System Driver"),
                                                 version);
                }
            } else {
                destroyVolume(volume);
            }
        }
    }
    SimLeave();
    return error;
}

static uint32_t addStackDriver(SIM_VOLUME *volume, const char16_t *driver, uint32_t layer, uint32_t vetoStatus,
                               const char16_t *reason)
{
    SIM_STACK_DRIVER *stack = realloc(volume->stack, (volume->stackCount + 1) * sizeof(*stack));
    if (stack == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    volume->stack = stack;
    SIM_STACK_DRIVER *added = &stack[volume->stackCount];
    *added = (SIM_STACK_DRIVER){TextCopy(TextOf(driver)), TextCopy(TextOf(reason)), layer, (NTSTATUS)vetoStatus};
    if (added->driver == NULL || added->reason == NULL) {
        free(added->driver);
        free(added->reason);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    volume->stackCount++;
    uint16_t version[4];
    MachineOsVersion(version);
    return MachineAddDriverFile(TextOf(driver), Microsoft, TEXT_LITERAL(u"Storage stack driver"), version);
}

SIM_EXPORT uint32_t SimAddStackDriver(const char16_t *mount, const char16_t *driver, uint32_t layer, uint32_t vetoStatus,
                                      const char16_t *reason)
{
    const bool isVeto = vetoStatus != 0;
    if (mount == NULL || !isDriverName(driver) || (layer != SIM_LAYER_VOLUME && layer != SIM_LAYER_STORAGE) ||
        (isVeto && (int32_t)vetoStatus >= 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    const uint32_t error =
        volume == NULL ? (uint32_t)ERROR_PATH_NOT_FOUND : addStackDriver(volume, driver, layer, vetoStatus, reason);
    SimLeave();
    return error;
}

SIM_EXPORT uint32_t SimAddFile(const char16_t *mount, const char16_t *path, uint64_t size, uint32_t attributes,
                               uint32_t openError)
{
    const TEXT text = TextOf(path);
    if (mount == NULL || text.count > HOST_PATH_UNITS - 1 || (attributes & ~0x7Fu) != 0 || size > SIM_MAX_FILE_BYTES) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    const uint32_t error =
        volume == NULL ? (uint32_t)ERROR_PATH_NOT_FOUND : TreeAdd(volume, text, size, attributes, openError);
    SimLeave();
    return error;
}

/* "4.18.25090.3009"; missing parts are 0. */
static bool parseVersion(const char16_t *text, uint16_t version[4])
{
    memset(version, 0, 4 * sizeof(version[0]));
    uint32_t part = 0, value = 0;
    for (; text != NULL && *text != 0; text++) {
        if (*text == u'.') {
            part++;
            value = 0;
        } else if (*text >= u'0' && *text <= u'9') {
            value = value * 10 + (uint32_t)(*text - u'0');
        } else {
            return false;
        }
        if (part > 3 || value > UINT16_MAX) {
            return false;
        }
        version[part] = (uint16_t)value;
    }
    return true;
}

/* Services stand in enumeration order: highest altitude first, among equals the older first. */
static uint32_t insertService(SIM_SERVICE *service)
{
    SIM_SERVICE **services = realloc(Machine.services, (Machine.serviceCount + 1) * sizeof(*services));
    if (services == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    Machine.services = services;
    uint32_t at = Machine.serviceCount;
    while (at > 0 && AltitudeCompare(TextOf(services[at - 1]->altitude), TextOf(service->altitude)) < 0) {
        services[at] = services[at - 1];
        at--;
    }
    services[at] = service;
    Machine.serviceCount++;
    return ERROR_SUCCESS;
}

static uint32_t makeService(SIM_SERVICE *service, const char16_t *name, const char16_t *driver, const char16_t *altitude)
{
    char16_t objectName[160];
    TEXT_BUFFER buffer = {objectName, 160, 0};
    TextAppendAscii(&buffer, "\\FileSystem\\");
    TextAppend(&buffer, TextOf(name));
    service->name = TextCopy(TextOf(name));
    service->driver = TextCopy(TextOf(driver));
    service->altitude = TextCopy(TextOf(altitude));
    service->driverObjectName = TextCopy((TEXT){objectName, buffer.count});
    if (service->name == NULL || service->driver == NULL || service->altitude == NULL || service->driverObjectName == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    service->serial = ++Machine.nextSerial;
    const USHORT bytes = (USHORT)(buffer.count * sizeof(char16_t));
    service->driverObject.DriverName = (UNICODE_STRING){bytes, (USHORT)(bytes + sizeof(char16_t)), service->driverObjectName};
    return ERROR_SUCCESS;
}

static uint32_t addFilter(SIM_SERVICE *service, TEXT company, const uint16_t version[4])
{
    uint32_t error = insertService(service);
    if (error != ERROR_SUCCESS) {
        FltpDestroyService(service);
        return error;
    }
    if (service->kind == SIM_KIND_MINIFILTER && !NT_SUCCESS(ScenarioFilterEntry(service))) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    return MachineAddDriverFile(TextOf(service->driver), company, TextOf(service->name), version);
}

SIM_EXPORT uint32_t SimAddFilter(const char16_t *name, const char16_t *driver, const char16_t *altitude,
                                 uint32_t supportedFeatures, uint32_t filtersReadWrite, uint32_t kind, const char16_t *version,
                                 const char16_t *company)
{
    uint16_t numbers[4];
    const TEXT altitudeText = TextOf(altitude);
    const bool mayLackAltitude = kind == SIM_KIND_LEGACY && altitudeText.count == 0;
    if (!isDriverName(name) || !isDriverName(driver) || (kind != SIM_KIND_MINIFILTER && kind != SIM_KIND_LEGACY) ||
        (!mayLackAltitude && !AltitudeIsValid(altitudeText)) || altitudeText.count > 4096 || !parseVersion(version, numbers) ||
        TextOf(company).count > 256) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    uint32_t error = ERROR_ALREADY_EXISTS;
    if (FltpFindService(TextOf(name)) == NULL) {
        SIM_SERVICE *service = calloc(1, sizeof(*service));
        error = service == NULL ? (uint32_t)ERROR_NOT_ENOUGH_MEMORY : makeService(service, name, driver, altitude);
        if (error == ERROR_SUCCESS) {
            service->supportedFeatures = supportedFeatures;
            service->filtersReadWrite = filtersReadWrite != 0;
            service->kind = kind;
            error = addFilter(service, TextOf(company), numbers);
        } else if (service != NULL) {
            FltpDestroyService(service);
        }
    }
    SimLeave();
    return error;
}

SIM_EXPORT uint32_t SimAttachFilter(const char16_t *filter, const char16_t *mount, const char16_t *instance)
{
    if (filter == NULL || mount == NULL || (instance != NULL && (instance[0] == 0 || TextOf(instance).count > 255))) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    SIM_SERVICE *service = FltpFindService(TextOf(filter));
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    uint32_t error = service == NULL ? ERROR_NOT_FOUND : ERROR_PATH_NOT_FOUND;
    if (service != NULL && volume != NULL) {
        error = FltpAttach(service, volume, TextOf(instance));
    }
    SimLeave();
    return error;
}

SIM_EXPORT uint32_t SimDetachFilter(const char16_t *filter, const char16_t *mount)
{
    if (filter == NULL || mount == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    SIM_SERVICE *service = FltpFindService(TextOf(filter));
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    uint32_t error = service == NULL ? ERROR_NOT_FOUND : ERROR_PATH_NOT_FOUND;
    if (service != NULL && volume != NULL) {
        error = FltpDetach(service, volume);
    }
    SimLeave();
    return error;
}

static uint32_t addRule(const char16_t *filter, SCENARIO_RULE rule)
{
    SimEnter();
    SIM_SERVICE *service = FltpFindService(TextOf(filter));
    SCENARIO_RULE *rules =
        service == NULL ? NULL : realloc(service->rules, (service->ruleCount + 1) * sizeof(*rules));
    if (rules != NULL) {
        service->rules = rules;
        rules[service->ruleCount++] = rule;
    }
    SimLeave();
    if (rules != NULL) {
        return ERROR_SUCCESS;
    }
    free(rule.pattern);
    free(rule.reason);
    free(rule.rawBytes);
    return service == NULL ? ERROR_NOT_FOUND : ERROR_NOT_ENOUGH_MEMORY;
}

SIM_EXPORT uint32_t SimAddVeto(const char16_t *filter, const char16_t *pathPattern, uint32_t status, const char16_t *reason)
{
    const TEXT pattern = TextOf(pathPattern);
    if (filter == NULL || pattern.count == 0 || pattern.count > HOST_PATH_UNITS || (int32_t)status >= 0 || reason == NULL ||
        TextOf(reason).count > 32000) {
        return ERROR_INVALID_PARAMETER;
    }
    SCENARIO_RULE rule = {.pattern = TextCopy(pattern), .patternCount = pattern.count, .status = (NTSTATUS)status,
                          .reason = TextCopy(TextOf(reason))};
    if (rule.pattern == NULL || rule.reason == NULL) {
        free(rule.pattern);
        free(rule.reason);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    return addRule(filter, rule);
}

SIM_EXPORT uint32_t SimAddRawAnswer(const char16_t *filter, const char16_t *pathPattern, const uint8_t *bytes, uint32_t count,
                                    uint32_t bytesReturned)
{
    const TEXT pattern = TextOf(pathPattern);
    if (filter == NULL || pattern.count == 0 || pattern.count > HOST_PATH_UNITS || (bytes == NULL && count != 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    SCENARIO_RULE rule = {.pattern = TextCopy(pattern), .patternCount = pattern.count, .rawBytes = malloc((size_t)count + 1),
                          .rawCount = count, .rawReturned = bytesReturned};
    if (rule.pattern == NULL || rule.rawBytes == NULL) {
        free(rule.pattern);
        free(rule.rawBytes);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (count != 0) {
        memcpy(rule.rawBytes, bytes, count);
    }
    return addRule(filter, rule);
}

SIM_EXPORT uint32_t SimHandleCount(void)
{
    SimEnter();
    const uint32_t count = HandleCount();
    SimLeave();
    return count;
}

static uint32_t setSuspended(SIM_VOLUME *volume, TEXT path, bool isSuspended)
{
    SIM_FILE *file = TreeFind(volume, path);
    if (file != NULL) {
        return (file->attributes & SIM_FILE_DIRECTORY) != 0
                   ? (uint32_t)ERROR_INVALID_PARAMETER
                   : StreamSetSuspended(volume, file, (TEXT){file->path, file->pathCount}, isSuspended);
    }
    if (volume->host == NULL) {
        return ERROR_FILE_NOT_FOUND;
    }
    char16_t *spelling = malloc(HOST_PATH_UNITS * sizeof(char16_t));
    if (spelling == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    HOST_FACTS facts;
    TEXT_BUFFER actual = {spelling, HOST_PATH_UNITS, 0};
    uint32_t error = HostResolve(volume->host, path, &facts, &actual);
    if (error == ERROR_SUCCESS) {
        error = StreamSetSuspended(volume, NULL, (TEXT){spelling, actual.count}, isSuspended);
    }
    free(spelling);
    return error;
}

SIM_EXPORT uint32_t SimSetSuspended(const char16_t *mount, const char16_t *path, uint32_t suspended)
{
    const TEXT text = TextOf(path);
    if (mount == NULL || text.count < 2 || text.count >= HOST_PATH_UNITS || text.chars[0] != u'\\') {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    SIM_VOLUME *volume = MachineFindMount(TextOf(mount));
    const uint32_t error =
        volume == NULL ? (uint32_t)ERROR_PATH_NOT_FOUND : setSuspended(volume, text, suspended != 0);
    SimLeave();
    return error;
}
