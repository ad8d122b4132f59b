/* The builder functions of sim.h: filters, where they are attached, and what they refuse. */
#include "altitude.h"
#include "fltmgr.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

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
uint32_t FltpInsertService(SIM_SERVICE *service)
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

uint32_t FltpCreateService(const char16_t *name, const char16_t *driver, const char16_t *altitude, SIM_SERVICE **created)
{
    SIM_SERVICE *service = calloc(1, sizeof(*service));
    if (service == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    const uint32_t error = makeService(service, name, driver, altitude);
    if (error != ERROR_SUCCESS) {
        FltpDestroyService(service);
        return error;
    }
    *created = service;
    return ERROR_SUCCESS;
}

static uint32_t addFilter(SIM_SERVICE *service, TEXT company, const uint16_t version[4])
{
    uint32_t error = FltpInsertService(service);
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
    if (!MachineIsDriverName(name) || !MachineIsDriverName(driver) || (kind != SIM_KIND_MINIFILTER && kind != SIM_KIND_LEGACY) ||
        (!mayLackAltitude && !AltitudeIsValid(altitudeText)) || altitudeText.count > 4096 || !parseVersion(version, numbers) ||
        TextOf(company).count > 256) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    uint32_t error = ERROR_ALREADY_EXISTS;
    if (FltpFindService(TextOf(name)) == NULL) {
        SIM_SERVICE *service = NULL;
        error = FltpCreateService(name, driver, altitude, &service);
        if (error == ERROR_SUCCESS) {
            service->supportedFeatures = supportedFeatures;
            service->filtersReadWrite = filtersReadWrite != 0;
            service->kind = kind;
            error = addFilter(service, TextOf(company), numbers);
        }
    }
    SimLeave();
    return error;
}

SIM_EXPORT uint32_t SimAddDriverFile(const char16_t *file, const char16_t *version, const char16_t *company)
{
    uint16_t numbers[4];
    if (!MachineIsDriverName(file) || !parseVersion(version, numbers) || TextOf(company).count > 256) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    const uint32_t error = MachineFindDriverFile(TextOf(file)) != NULL
                               ? (uint32_t)ERROR_ALREADY_EXISTS
                               : MachineAddDriverFile(TextOf(file), TextOf(company), TEXT_LITERAL(u"Driver"), numbers);
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
