/* Compile-time checks of the layouts that cross a border. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define WIRE_ASSERT_OFFSET(type, member, offset) \
    _Static_assert(offsetof(type, member) == (offset), #type "." #member " is at " #offset)
#define WIRE_ASSERT_SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " has " #bytes " bytes")
