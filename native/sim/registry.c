/* advapi32: keys that can be opened and listed. */
#include "registry.h"

#include "handle.h"
#include "last-error.h"
#include "lock.h"

#include <stdlib.h>

#define HIVE_USER 0x80000001u
#define HIVE_MACHINE 0x80000002u
enum { KEY_UNITS = 512, KEY_READ_RIGHTS = 0x20019 };

typedef struct ENTRY {
    struct ENTRY *next;
    uint32_t hive;
    char16_t *key;
    char16_t *name; /* NULL: the key alone */
    char16_t *text;
} ENTRY;

static ENTRY *entries, **lastEntry = &entries;

static void destroyEntry(ENTRY *entry)
{
    if (entry != NULL) {
        free(entry->key);
        free(entry->name);
        free(entry->text);
        free(entry);
    }
}

void RegistryForgetAll(void)
{
    for (ENTRY *entry = entries, *next; entry != NULL; entry = next) {
        next = entry->next;
        destroyEntry(entry);
    }
    entries = NULL;
    lastEntry = &entries;
}

bool RegistryFindText(uint32_t hive, TEXT key, TEXT name, TEXT *text)
{
    for (const ENTRY *entry = entries; entry != NULL; entry = entry->next) {
        if (entry->hive == hive && entry->name != NULL && TextEquals(TextOf(entry->key), key) &&
            TextEquals(TextOf(entry->name), name)) {
            *text = TextOf(entry->text);
            return true;
        }
    }
    return false;
}

static ENTRY *makeEntry(uint32_t hive, const char16_t *key, const char16_t *name, const char16_t *text)
{
    ENTRY *entry = calloc(1, sizeof(*entry));
    if (entry == NULL) {
        return NULL;
    }
    entry->hive = hive;
    entry->key = TextCopy(TextOf(key));
    entry->name = name == NULL ? NULL : TextCopy(TextOf(name));
    entry->text = text == NULL ? NULL : TextCopy(TextOf(text));
    if (entry->key == NULL || (name != NULL && (entry->name == NULL || entry->text == NULL))) {
        destroyEntry(entry);
        return NULL;
    }
    return entry;
}

/** Puts a text into the registry. `hive` 1 is the user's, 2 the machine's; a `name` of NULL makes the key alone. */
SIM_EXPORT uint32_t SimAddRegistryText(uint32_t hive, const char16_t *key, const char16_t *name, const char16_t *text)
{
    if (hive < 1 || hive > 2 || key == NULL || TextCount(key, KEY_UNITS) == KEY_UNITS || (name == NULL) != (text == NULL)) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    ENTRY *entry = makeEntry(hive == 1 ? HIVE_USER : HIVE_MACHINE, key, name, text);
    if (entry != NULL) {
        *lastEntry = entry;
        lastEntry = &entry->next;
    }
    SimLeave();
    return entry != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

void RegistryKeyDestroy(REGISTRY_KEY *key)
{
    free(key->path);
    free(key);
}

/* Is `path` the key `parent` or one below it? */
static bool isWithin(TEXT parent, TEXT path)
{
    if (path.count < parent.count || !TextEquals(TextPart(path, 0, parent.count), parent)) {
        return false;
    }
    return parent.count == 0 || path.count == parent.count || path.chars[parent.count] == u'\\';
}

static bool keyExists(uint32_t hive, TEXT path)
{
    for (const ENTRY *entry = entries; entry != NULL; entry = entry->next) {
        if (entry->hive == hive && isWithin(path, TextOf(entry->key))) {
            return true;
        }
    }
    return false;
}

static REGISTRY_KEY *makeKey(uint32_t hive, TEXT path)
{
    REGISTRY_KEY *key = calloc(1, sizeof(*key));
    if (key != NULL && (key->path = TextCopy(path)) == NULL) {
        free(key);
        key = NULL;
    }
    if (key != NULL) {
        key->hive = hive;
    }
    return key;
}

/** Opens a key for reading, below a predefined handle only. Returns the error code itself: 2 no such key. */
SIM_EXPORT int32_t RegOpenKeyExW(HANDLE root, const char16_t *subKey, uint32_t options, uint32_t rights, HANDLE *result)
{
    const uint32_t hive = (uint32_t)(uintptr_t)root;
    if (result == NULL || options != 0 || (rights & ~(uint32_t)KEY_READ_RIGHTS) != 0) {
        return ERROR_INVALID_PARAMETER;
    }
    *result = NULL;
    if (hive != HIVE_USER && hive != HIVE_MACHINE) {
        return ERROR_INVALID_HANDLE;
    }
    uint32_t error = ERROR_FILE_NOT_FOUND;
    SimEnter();
    if (keyExists(hive, TextOf(subKey))) {
        REGISTRY_KEY *key = makeKey(hive, TextOf(subKey));
        HANDLE handle = key == NULL ? INVALID_HANDLE_VALUE : HandleCreate(HandleRegistryKey, key);
        error = handle == INVALID_HANDLE_VALUE ? (uint32_t)ERROR_NOT_ENOUGH_MEMORY : (uint32_t)ERROR_SUCCESS;
        *result = error == ERROR_SUCCESS ? handle : NULL;
    }
    SimLeave();
    return (int32_t)error;
}

/* The name of the key directly below `parent` on the way to `path`; empty when there is none. */
static TEXT childName(TEXT parent, TEXT path)
{
    if (!isWithin(parent, path) || path.count <= parent.count) {
        return (TEXT){NULL, 0};
    }
    const uint32_t start = parent.count == 0 ? 0 : parent.count + 1;
    uint32_t end = start;
    while (end < path.count && path.chars[end] != u'\\') {
        end++;
    }
    return TextPart(path, start, end);
}

static bool wasSeenBefore(const ENTRY *until, uint32_t hive, TEXT parent, TEXT name)
{
    for (const ENTRY *entry = entries; entry != until; entry = entry->next) {
        if (entry->hive == hive && TextEquals(childName(parent, TextOf(entry->key)), name)) {
            return true;
        }
    }
    return false;
}

static TEXT childAt(const REGISTRY_KEY *key, uint32_t index)
{
    const TEXT parent = TextOf(key->path);
    for (const ENTRY *entry = entries; entry != NULL; entry = entry->next) {
        const TEXT name = entry->hive == key->hive ? childName(parent, TextOf(entry->key)) : (TEXT){NULL, 0};
        if (name.count != 0 && !wasSeenBefore(entry, key->hive, parent, name) && index-- == 0) {
            return name;
        }
    }
    return (TEXT){NULL, 0};
}

/** The name of the `index`th key below an opened one. 259 behind the last, 234 when the name does not fit. */
SIM_EXPORT int32_t RegEnumKeyExW(HANDLE handle, uint32_t index, char16_t *name, uint32_t *units, uint32_t *reserved, void *classText,
                                 uint32_t *classUnits, void *written)
{
    if (name == NULL || units == NULL || reserved != NULL || classText != NULL || classUnits != NULL || written != NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    uint32_t error = ERROR_INVALID_HANDLE;
    SimEnter();
    const REGISTRY_KEY *key = HandleFind(handle, HandleRegistryKey);
    if (key != NULL) {
        const TEXT child = childAt(key, index);
        error = child.count == 0 ? (uint32_t)ERROR_NO_MORE_ITEMS : child.count >= *units ? (uint32_t)ERROR_MORE_DATA : (uint32_t)ERROR_SUCCESS;
        if (error == ERROR_SUCCESS) {
            memcpy(name, child.chars, child.count * sizeof(char16_t));
            name[child.count] = 0;
            *units = child.count;
        }
    }
    SimLeave();
    return (int32_t)error;
}

SIM_EXPORT int32_t RegCloseKey(HANDLE handle)
{
    SimEnter();
    const bool closed = HandleClose(handle, HandleRegistryKey);
    SimLeave();
    return closed ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
