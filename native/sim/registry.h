/* Texts that a scenario puts into the registry, beside the values that advapi32.c makes up from the machine. */
#pragma once

#include "machine.h"

/** The text of a value; false when there is none. `hive` is 0x80000001 (user) or 0x80000002 (machine). */
bool RegistryFindText(uint32_t hive, TEXT key, TEXT name, TEXT *text);
void RegistryForgetAll(void);

/** Opened keys are texts with their hive: what a call below them names is joined to it. */
typedef struct {
    uint32_t hive;
    char16_t *path;
} REGISTRY_KEY;
void RegistryKeyDestroy(REGISTRY_KEY *key);
