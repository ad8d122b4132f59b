/* kernel32: edition, up time and display language; the builder functions for them, and for drivers that no filter or volume names. */
#include "installation.h"

#include "last-error.h"
#include "lock.h"
#include "machine.h"

#include <stdlib.h>

enum {
    DISK_FILTERS_MAX = 16,
    PRODUCT_UNDEFINED_TYPE = 0,
    PRODUCT_PROFESSIONAL_TYPE = 0x30, /* PRODUCT_PROFESSIONAL, winnt.h */
    ENGLISH_US = 0x0409,
    MILLISECONDS_A_MINUTE = 60000
};

/* Language identifiers with their locale names. Source: "Language Identifier Constants and Strings", Windows documentation. */
static const struct {
    uint16_t id;
    const char16_t *name;
} languages[] = {
    {ENGLISH_US, u"en-US"}, {0x0407, u"de-DE"}, {0x040C, u"fr-FR"}, {0x0C0A, u"es-ES"},
    {0x0411, u"ja-JP"},     {0x0416, u"pt-BR"}, {0x0419, u"ru-RU"}, {0x0804, u"zh-CN"},
};
enum { LANGUAGE_COUNT = sizeof(languages) / sizeof(languages[0]) };

static uint32_t productType = PRODUCT_PROFESSIONAL_TYPE;
static uint16_t languageId = ENGLISH_US;
static int64_t bootedAtMs; /* on the clock of SimMilliseconds; 0: with this process' computer */
static char16_t *diskFilters[DISK_FILTERS_MAX];
static uint32_t diskFilterCount;

void InstallationForget(void)
{
    while (diskFilterCount > 0) {
        free(diskFilters[--diskFilterCount]);
    }
    productType = PRODUCT_PROFESSIONAL_TYPE;
    languageId = ENGLISH_US;
    bootedAtMs = 0;
}

TEXT InstallationDiskFilter(uint32_t index)
{
    return TextOf(index < diskFilterCount ? diskFilters[index] : NULL);
}

SIM_EXPORT uint32_t SimSetInstallation(uint32_t product, uint32_t upMinutes, const char16_t *language, uint32_t featuresMode)
{
    uint32_t at = 0;
    while (at < LANGUAGE_COUNT && !TextEquals(TextOf(languages[at].name), TextOf(language))) {
        at++;
    }
    if (at == LANGUAGE_COUNT || featuresMode > 1) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    productType = product;
    languageId = languages[at].id;
    bootedAtMs = SimMilliseconds() - (int64_t)upMinutes * MILLISECONDS_A_MINUTE;
    Machine.areFeaturesOff = featuresMode == 1;
    SimLeave();
    return ERROR_SUCCESS;
}

static uint32_t addDiskFilter(TEXT service)
{
    char16_t file[136];
    uint16_t version[4];
    TEXT_BUFFER buffer = {file, 136, 0};
    TextAppend(&buffer, service);
    TextAppendAscii(&buffer, ".sys");
    if (diskFilterCount == DISK_FILTERS_MAX || buffer.count > buffer.capacity ||
        (diskFilters[diskFilterCount] = TextCopy(service)) == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    diskFilterCount++;
    MachineOsVersion(version);
    return MachineAddDriverFile((TEXT){file, buffer.count}, TEXT_LITERAL(u"Microsoft Corporation"), TEXT_LITERAL(u"Disk filter"), version);
}

SIM_EXPORT uint32_t SimAddDiskFilter(const char16_t *service)
{
    if (!MachineIsDriverName(service)) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    const uint32_t error = addDiskFilter(TextOf(service));
    SimLeave();
    return error;
}

/** The edition as a PRODUCT_ value of winnt.h, for a version of Windows that the caller runs on. 0 without a place for the answer. */
SIM_EXPORT int32_t GetProductInfo(uint32_t major, uint32_t minor, uint32_t packMajor, uint32_t packMinor, uint32_t *type)
{
    (void)minor, (void)packMajor, (void)packMinor;
    if (type == NULL || major < 6) {
        return 0;
    }
    SimEnter();
    *type = productType;
    SimLeave();
    return productType != PRODUCT_UNDEFINED_TYPE;
}

/** Milliseconds since Windows was started. */
SIM_EXPORT uint64_t GetTickCount64(void)
{
    SimEnter();
    const int64_t up = SimMilliseconds() - bootedAtMs;
    SimLeave();
    return (uint64_t)up;
}

SIM_EXPORT uint16_t GetUserDefaultUILanguage(void)
{
    SimEnter();
    const uint16_t id = languageId;
    SimLeave();
    return id;
}

/** The name of a locale, NUL included in the count that is returned; a capacity of 0 asks for it. 0 with 122 or 87. */
SIM_EXPORT int32_t LCIDToLocaleName(uint32_t locale, char16_t *name, int32_t capacity, uint32_t flags)
{
    uint32_t at = 0;
    while (at < LANGUAGE_COUNT && languages[at].id != locale) {
        at++;
    }
    if (at == LANGUAGE_COUNT || flags != 0 || capacity < 0 || (capacity > 0 && name == NULL)) {
        (void)LastErrorBool(ERROR_INVALID_PARAMETER);
        return 0;
    }
    const TEXT text = TextOf(languages[at].name);
    const int32_t needed = (int32_t)text.count + 1;
    if (capacity > 0 && capacity < needed) {
        (void)LastErrorBool(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    if (capacity > 0) {
        memcpy(name, text.chars, (size_t)needed * sizeof(char16_t));
    }
    return needed;
}
