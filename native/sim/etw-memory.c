/* RtlMoveMemory, which kernel32 exports as a function (general knowledge): how a program without pointers copies what a callback
 * points it to. */
#include "export.h"

#include <stddef.h>
#include <string.h>

SIM_EXPORT void RtlMoveMemory(void *destination, const void *source, size_t bytes);

SIM_EXPORT void RtlMoveMemory(void *destination, const void *source, size_t bytes)
{
    memmove(destination, source, bytes);
}
