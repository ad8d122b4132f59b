/* The machine itself: finding its parts, and the driver files it carries. */
#include "machine.h"

#include <stdlib.h>

SIM_MACHINE Machine = SIM_EMPTY_MACHINE;

const TEXT MachineDriversDirectory = {u"\\Windows\\System32\\drivers", 25};
_Static_assert(sizeof(u"\\Windows\\System32\\drivers") / 2 - 1 == 25, "the count above is the literal's");

SIM_VOLUME *MachineFindMount(TEXT mount)
{
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        if (!Machine.volumes[index]->isGone && TextEquals(TextOf(Machine.volumes[index]->mount), mount)) {
            return Machine.volumes[index];
        }
    }
    return NULL;
}

SIM_VOLUME *MachineFindGuid(TEXT guid)
{
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        if (!Machine.volumes[index]->isGone && TextEquals(TextOf(Machine.volumes[index]->guid), guid)) {
            return Machine.volumes[index];
        }
    }
    return NULL;
}

SIM_VOLUME *MachineFindDevice(TEXT device)
{
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        if (!Machine.volumes[index]->isGone && TextEquals(TextOf(Machine.volumes[index]->device), device)) {
            return Machine.volumes[index];
        }
    }
    return NULL;
}

bool MachineIsDriverName(const char16_t *name)
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

const SIM_DRIVER_FILE *MachineFindDriverFile(TEXT fileName)
{
    for (uint32_t index = 0; index < Machine.driverFileCount; index++) {
        if (TextEquals(TextOf(Machine.driverFiles[index].fileName), fileName)) {
            return &Machine.driverFiles[index];
        }
    }
    return NULL;
}

void MachineOsVersion(uint16_t version[4])
{
    version[0] = (uint16_t)Machine.major;
    version[1] = (uint16_t)Machine.minor;
    version[2] = (uint16_t)Machine.build;
    version[3] = (uint16_t)Machine.revision;
}

/* A stand-in of plausible size; only its name, size and version are ever read. */
enum { DRIVER_FILE_BYTES = 65536 };

static uint32_t addToTree(TEXT fileName)
{
    SIM_VOLUME *system = Machine.volumeCount == 0 ? NULL : Machine.volumes[0];
    if (system == NULL || system->host != NULL) {
        return ERROR_SUCCESS;
    }
    char16_t path[512];
    TEXT_BUFFER buffer = {path, 512, 0};
    TextAppend(&buffer, MachineDriversDirectory);
    TextAppend(&buffer, TEXT_LITERAL(u"\\"));
    TextAppend(&buffer, fileName);
    if (buffer.count > buffer.capacity) {
        return ERROR_INVALID_PARAMETER;
    }
    const uint32_t error = TreeAdd(system, (TEXT){path, buffer.count}, DRIVER_FILE_BYTES, 0, 0);
    return error == ERROR_ALREADY_EXISTS ? ERROR_SUCCESS : error;
}

/** Puts the driver files that were named before the first volume existed into its tree. */
static uint32_t addAllToTree(void)
{
    for (uint32_t index = 0; index < Machine.driverFileCount; index++) {
        const uint32_t error = addToTree(TextOf(Machine.driverFiles[index].fileName));
        if (error != ERROR_SUCCESS) {
            return error;
        }
    }
    return ERROR_SUCCESS;
}

uint32_t MachineAddDriverFile(TEXT fileName, TEXT company, TEXT description, const uint16_t version[4])
{
    if (MachineFindDriverFile(fileName) != NULL) {
        return addAllToTree();
    }
    SIM_DRIVER_FILE *files = realloc(Machine.driverFiles, (Machine.driverFileCount + 1) * sizeof(*files));
    if (files == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    Machine.driverFiles = files;
    SIM_DRIVER_FILE file = {TextCopy(fileName), TextCopy(company), TextCopy(description),
                            {version[0], version[1], version[2], version[3]}};
    if (file.fileName == NULL || file.company == NULL || file.description == NULL) {
        free(file.fileName);
        free(file.company);
        free(file.description);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    files[Machine.driverFileCount++] = file;
    return addAllToTree();
}
