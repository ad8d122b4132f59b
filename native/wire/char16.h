/* UTF-16 code units under one name on every compiler.
 *
 * The WDK spells them WCHAR = wchar_t. The simulator is compiled with -fshort-wchar, so that L"..." in driver sources has
 * two-byte units there too and one type serves both. <uchar.h> does not exist on macOS, hence the compiler's own type. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#if !defined(__cplusplus)
#if defined(__CHAR16_TYPE__)
typedef __CHAR16_TYPE__ char16_t;
#else
#include <uchar.h>
#endif
#endif

_Static_assert(sizeof(char16_t) == 2, "wire text is UTF-16");
