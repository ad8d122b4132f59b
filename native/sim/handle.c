#include "handle.h"

#include "find.h"
#include "fltport.h"
#include "host-process.h"
#include "open.h"
#include "registry.h"

#include <stdlib.h>

/* Value: generation above, then the slot's index plus one, then two zero bits as in Windows. Stays below 2^53, so that
 * a JavaScript number can hold it. */
enum { INDEX_BITS = 20, TAG_BITS = 2 };
#define MAX_SLOTS ((1u << INDEX_BITS) - 2)

typedef struct {
    void *object;
    HANDLE_KIND kind;
    uint32_t generation;
    uint32_t nextFree;
} SLOT;

static SLOT *slots;
static uint32_t slotCount, slotCapacity, openCount;
static uint32_t firstFree = UINT32_MAX;

static void destroy(HANDLE_KIND kind, void *object)
{
    switch (kind) {
    case HandleFile: OpenClose(object); break;
    case HandleFileFind: FindRelease(object); break;
    case HandleFilterPort: PortClose(object); break;
    case HandleRegistryKey: RegistryKeyDestroy(object); break;
    case HandleProcess: HostReleaseProcess(object); break;
    default: free(object); break;
    }
}

static bool grow(void)
{
    const uint32_t capacity = slotCapacity == 0 ? 64 : slotCapacity * 2;
    SLOT *larger = realloc(slots, capacity * sizeof(*slots));
    if (larger == NULL) {
        return false;
    }
    slots = larger;
    slotCapacity = capacity;
    return true;
}

static uint32_t takeSlot(void)
{
    if (firstFree != UINT32_MAX) {
        const uint32_t index = firstFree;
        firstFree = slots[index].nextFree;
        return index;
    }
    if (slotCount == MAX_SLOTS || (slotCount == slotCapacity && !grow())) {
        return UINT32_MAX;
    }
    slots[slotCount].generation = 0;
    return slotCount++;
}

HANDLE HandleCreate(HANDLE_KIND kind, void *object)
{
    const uint32_t index = takeSlot();
    if (index == UINT32_MAX) {
        destroy(kind, object);
        return INVALID_HANDLE_VALUE;
    }
    slots[index].object = object;
    slots[index].kind = kind;
    openCount++;
    const uint64_t value = ((uint64_t)slots[index].generation << INDEX_BITS | (index + 1)) << TAG_BITS;
    return (HANDLE)(uintptr_t)value;
}

static SLOT *find(HANDLE handle)
{
    const uint64_t value = (uint64_t)(uintptr_t)handle;
    const uint64_t position = (value >> TAG_BITS) & ((1u << INDEX_BITS) - 1);
    if ((value & ((1u << TAG_BITS) - 1)) != 0 || position == 0 || position > slotCount) {
        return NULL;
    }
    SLOT *slot = &slots[position - 1];
    return slot->kind != HandleFree && slot->generation == value >> (INDEX_BITS + TAG_BITS) ? slot : NULL;
}

void *HandleFind(HANDLE handle, HANDLE_KIND kind)
{
    const SLOT *slot = find(handle);
    return slot != NULL && slot->kind == kind ? slot->object : NULL;
}

HANDLE_KIND HandleKind(HANDLE handle)
{
    const SLOT *slot = find(handle);
    return slot != NULL ? slot->kind : HandleFree;
}

static void closeSlot(SLOT *slot)
{
    void *object = slot->object;
    const HANDLE_KIND kind = slot->kind;
    slot->kind = HandleFree;
    slot->object = NULL;
    slot->generation = (slot->generation + 1) & 0x0FFFFFFF; /* keeps values below 2^53 */
    slot->nextFree = firstFree;
    firstFree = (uint32_t)(slot - slots);
    openCount--;
    destroy(kind, object);
}

bool HandleClose(HANDLE handle, HANDLE_KIND kind)
{
    SLOT *slot = find(handle);
    if (slot == NULL || slot->kind != kind) {
        return false;
    }
    closeSlot(slot);
    return true;
}

void HandleCloseAll(void)
{
    for (uint32_t index = 0; index < slotCount; index++) {
        if (slots[index].kind != HandleFree) {
            closeSlot(&slots[index]);
        }
    }
}

uint32_t HandleCount(void)
{
    return openCount;
}
