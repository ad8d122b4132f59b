/* Pool memory. A freed block stays, filled with a pattern, until its driver is gone: a write through a stale pointer shows. */
#include "verifier.h"

#include <stdlib.h>

enum { POOL_FREED = 0xDD };

typedef struct POOL_BLOCK POOL_BLOCK;
struct POOL_BLOCK {
    POOL_BLOCK *next, *previous;
    SIM_SERVICE *owner;
    SIZE_T bytes;
    ULONG tag;
    bool isFreed;
    _Alignas(16) uint8_t data[];
};

static POOL_BLOCK *blocks;

static POOL_BLOCK *blockOf(PVOID data)
{
    return (POOL_BLOCK *)(void *)((uint8_t *)data - offsetof(POOL_BLOCK, data));
}

PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
    VerifierIrql(Flags == POOL_FLAG_PAGED ? APC_LEVEL : DISPATCH_LEVEL, "ExAllocatePool2");
    if (Tag == 0 || NumberOfBytes == 0 || (Flags != POOL_FLAG_PAGED && Flags != POOL_FLAG_NON_PAGED)) {
        VerifierReport("ExAllocatePool2 needs a tag, a size and one pool");
    }
    POOL_BLOCK *block = KernelAllocate(sizeof(*block) + NumberOfBytes);
    if (block == NULL) {
        return NULL;
    }
    block->owner = VerifierDriver();
    block->bytes = NumberOfBytes;
    block->tag = Tag;
    block->next = blocks;
    if (blocks != NULL) {
        blocks->previous = block;
    }
    blocks = block;
    return block->data;
}

static void release(POOL_BLOCK *block)
{
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        blocks = block->next;
    }
    free(block);
}

/* Short-lived blocks of a running driver would pile up: only those freed on the way out are kept. */
VOID ExFreePoolWithTag(PVOID P, ULONG Tag)
{
    VerifierIrql(DISPATCH_LEVEL, "ExFreePoolWithTag");
    if (P == NULL) {
        VerifierReport("ExFreePoolWithTag was called with no memory");
        return;
    }
    POOL_BLOCK *block = blockOf(P);
    if (block->isFreed) {
        VerifierReport("pool memory was freed twice");
        return;
    }
    if (Tag != 0 && Tag != block->tag) {
        VerifierReport("pool memory was freed with another tag than it was allocated with");
    }
    if (block->owner != NULL && VerifierIsUnloading(block->owner)) {
        block->isFreed = true;
        memset(block->data, POOL_FREED, block->bytes);
        return;
    }
    release(block);
}

static bool isUntouched(const POOL_BLOCK *block)
{
    for (SIZE_T index = 0; index < block->bytes; index++) {
        if (block->data[index] != POOL_FREED) {
            return false;
        }
    }
    return true;
}

void PoolCheck(const SIM_SERVICE *service)
{
    for (POOL_BLOCK *block = blocks, *next; block != NULL; block = next) {
        next = block->next;
        if (block->owner != service) {
            continue;
        }
        if (!block->isFreed) {
            VerifierReport("a driver left pool memory behind");
        } else if (!isUntouched(block)) {
            VerifierReport("pool memory was written after it was freed");
        }
        release(block);
    }
}
