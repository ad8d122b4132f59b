/* Names between the host's bytes and UTF-16; the mapping is described in host.h. */
#pragma once

#include "text.h"

/** Returns the count of units, or 0 when they exceed `capacity`. */
uint32_t HostNameFromBytes(const char *bytes, char16_t *out, uint32_t capacity);
/** Writes bytes and NUL. False for an unpaired surrogate, a name that does not fit, and a byte no host name has. */
bool HostNameToBytes(TEXT name, char *out, uint32_t capacity);
/** Any text as UTF-8 with a NUL: a path of the host, a word for another program. False for an unpaired surrogate, a NUL inside, and
 *  what does not fit. */
bool HostTextToBytes(TEXT text, char *out, uint32_t capacity);
