/* UTF-16 text: counted spans, the upper-case table of NTFS, wildcards, hashes. No allocation except where a name says copy. */
#pragma once

#include <stdbool.h>

#include "../wire/char16.h"

/* A piece of text that belongs to somebody else; not NUL-terminated. */
typedef struct {
    const char16_t *chars;
    uint32_t count;
} TEXT;

#define TEXT_LITERAL(literal) ((TEXT){(literal), (uint32_t)(sizeof(literal) / sizeof(char16_t) - 1)})

TEXT TextOf(const char16_t *terminated);          /* NULL gives an empty text */
uint32_t TextCount(const char16_t *terminated, uint32_t atMost); /* reads at most `atMost` units */
char16_t *TextCopy(TEXT text);                    /* malloc, NUL-terminated; NULL when out of memory */
char16_t TextUpcase(char16_t unit);
bool TextEquals(TEXT a, TEXT b);                  /* any case */
bool TextSame(TEXT a, TEXT b);                    /* unit by unit */
bool TextEndsWith(TEXT text, TEXT ending);        /* any case */
TEXT TextPart(TEXT text, uint32_t from, uint32_t to);
uint32_t TextHash(TEXT text, uint32_t seed);      /* equal for texts that TextEquals calls equal */

/** Matches `*` (any run, separators included) and `?` (one unit), any case, in time proportional to pattern times text. */
bool TextMatches(TEXT pattern, TEXT text);

/** Writes `value` in decimal (no sign) and returns the count of units. `out` holds at least 20. */
uint32_t TextFromUint(uint64_t value, char16_t *out);

/* Appends to a fixed buffer and remembers when it did not fit. */
typedef struct {
    char16_t *chars;
    uint32_t capacity;
    uint32_t count; /* what would have been written; beyond capacity when it did not fit */
} TEXT_BUFFER;

void TextAppend(TEXT_BUFFER *buffer, TEXT text);
void TextAppendAscii(TEXT_BUFFER *buffer, const char *ascii);
void TextAppendUint(TEXT_BUFFER *buffer, uint64_t value);
void TextAppendHex(TEXT_BUFFER *buffer, uint64_t value, uint32_t digits);
