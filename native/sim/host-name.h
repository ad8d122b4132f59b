/* Names between the host's bytes and UTF-16; the mapping is described in host.h. */
#pragma once

#include "text.h"

/** Returns the count of units, or 0 when they exceed `capacity`. */
uint32_t HostNameFromBytes(const char *bytes, char16_t *out, uint32_t capacity);
/** Writes bytes and NUL. False for an unpaired surrogate, a name that does not fit, and a byte no host name has. */
bool HostNameToBytes(TEXT name, char *out, uint32_t capacity);
