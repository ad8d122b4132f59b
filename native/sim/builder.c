/* The builder functions of sim.h: the machine, its volumes and files. */
#include "etw.h"
#include "fltmgr.h"
#include "handle.h"
#include "host-process.h"
#include "installation.h"
#include "lock.h"
#include "registry.h"
#include "volume-driver.h"

#include <stdlib.h>
#include <string.h>

static const TEXT Microsoft = {u"Microsoft Corporation", 21};

static void destroyVolume(SIM_VOLUME *volume)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        FltpDestroyInstance(volume->instances[index]);
    }
    FltpFreeDetached(volume);
    for (uint32_t index = 0; index < volume->stackCount; index++) {
        free(volume->stack[index].driver);
        free(volume->stack[index].reason);
        free(volume->stack[index].state);
    }
    free(volume->stack);
    TreeDestroy(volume);
    HostCloseRoot(volume->host);
    free(volume->label);
    free(volume->fileSystem);
    free(volume->storageDriver);
    free(volume);
}

/* The machine is switched off: every driver has to go, and is checked on its way out. */
static void unloadDrivers(void)
{
    for (uint32_t index = Machine.serviceCount; index-- > 0;) {
        if (Machine.services[index]->image != NULL) {
            (void)FltpUnload(Machine.services[index], FLTFL_FILTER_UNLOAD_MANDATORY);
        }
    }
}

SIM_EXPORT uint32_t SimReset(void)
{
    SimEnter();
    SimCloseBegin();
    EtwForgetAll();
    SystemLogForget();
    RegistryForgetAll();
    InstallationForget();
    HandleCloseAll();
    unloadDrivers();
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
    DriversForgetAll();
    Machine = (SIM_MACHINE)SIM_EMPTY_MACHINE;
    SimCloseEnd();
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
    Machine.isElevated = elevated != 0 || HostIsElevated();
    SimLeave();
    return ERROR_SUCCESS;
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

static uint32_t addFileSystemDriver(const SIM_VOLUME *volume, const uint16_t version[4])
{
    const bool isExFat = TextEquals(TextOf(volume->fileSystem), TEXT_LITERAL(u"exFAT"));
    const bool isReFs = TextEquals(TextOf(volume->fileSystem), TEXT_LITERAL(u"ReFS"));
    const TEXT file = isExFat  ? TEXT_LITERAL(u"exfat.sys")
                      : isReFs ? TEXT_LITERAL(u"refs.sys")
                               : TEXT_LITERAL(u"ntfs.sys");
    return MachineAddDriverFile(file, Microsoft, TEXT_LITERAL(u"File System Driver"), version);
}

SIM_EXPORT uint32_t SimAddVolume(const char16_t *mount, const char16_t *label, const char16_t *fileSystem, uint32_t dax,
                                 const char16_t *storageDriver, uint32_t busType, uint32_t compatible,
                                 const char16_t *hostDirectory)
{
    if (!isMount(mount) || TextOf(label).count > 32 || fileSystem == NULL || fileSystem[0] == 0 ||
        TextOf(fileSystem).count > 32 || !MachineIsDriverName(storageDriver) || busType > 255) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    uint32_t error = ERROR_ALREADY_EXISTS;
    if (MachineFindMount(TextOf(mount)) == NULL) {
        SIM_VOLUME *volume = calloc(1, sizeof(*volume));
        error = ERROR_NOT_ENOUGH_MEMORY;
        if (volume != NULL) {
            volume->objectType = FLT_OBJECT_VOLUME;
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
                    error = addFileSystemDriver(volume, version);
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
    *added = (SIM_STACK_DRIVER){TextCopy(TextOf(driver)), TextCopy(TextOf(reason)), layer, (NTSTATUS)vetoStatus,
                                VolumeDriverFind(TextOf(driver)), calloc(1, sizeof(VOLUME_STATE))};
    if (added->driver == NULL || added->reason == NULL || added->state == NULL) {
        free(added->driver);
        free(added->reason);
        free(added->state);
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
    if (mount == NULL || !MachineIsDriverName(driver) || (layer != SIM_LAYER_VOLUME && layer != SIM_LAYER_STORAGE) ||
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
